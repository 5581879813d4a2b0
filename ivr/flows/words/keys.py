"""What is said when no key, or a wrong one, was pressed."""

from ivr.flows.words.sentence import sentence

wrong_key = sentence("没有这个选项，请重新选择。", "That is not one of the choices. Please choose again.")
silence = sentence("没有收到按键。", "I did not hear a key.")
to_a_person = sentence("正在为您转人工。", "Putting you through to a person.")
"""After two tries while the hotline is open."""
leave_a_message = sentence("请直接留言。", "Please leave a message.")
"""After two tries while nobody answers."""
