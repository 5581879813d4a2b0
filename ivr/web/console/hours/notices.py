"""The exchange's notices: pasted, checked, confirmed, withdrawn; and closures at short notice."""
