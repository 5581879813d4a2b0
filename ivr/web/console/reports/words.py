"""All words of this part, gathered from its pages."""

from ivr.web.console.reports.board_words import BOARD
from ivr.web.console.reports.figures_words import FIGURES
from ivr.web.console.reports.page_words import PAGE

REPORTS: dict[str, tuple[str, str]] = {**BOARD, **PAGE, **FIGURES}
