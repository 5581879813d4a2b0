"""The words of the contact book: its pages, and who rang as a task's page shows it."""

from ivr.contacts.errors import SENTENCES
from ivr.contacts.kinds import NAMES
from ivr.web.console.path_words import PATH

_BAD = {
    "nothing": "姓名和单位至少填一项。",
    "no-number": "没有电话号码。",
    "number": "{number} 不是能拨通的号码，请写成 0755-83183333、13800138000 或 +852 23456789。",
    "shortened": "号码被表格软件缩成了 {number}：请把这一列设为文本，重新填写。",
    "taken": "这个号码已在通讯录里，属于{who}。",
    "kind": "没有「{kind}」这种机构类型，请从这些里选：{kinds}。",
    "kind-alone": "填了机构类型或英文名，但没有填单位。",
    "long": "{field}太长，请控制在 {most} 字以内。",
    "cells": "这一行有 {cells} 格，表头只有 {columns} 列。",
    "twice": "号码在第 {line} 行出现过，但内容不同。",
    "several": "这几个号码在通讯录里分属 {count} 条记录，请分行填写。",
    "two-kinds": "{firm}在第 {line} 行是{was}，这里却是{kind}。",
    "empty": "文件是空的。",
    "large": "文件太大，请控制在 {most} MB 以内。",
    "lines": "文件行数太多，请控制在 {most} 行以内。",
    "workbook": "这是 Excel 工作簿，请另存为「CSV UTF-8（逗号分隔）」再导入。",
    "not-text": "文件既不是 UTF-8 也不是 GB18030 编码，请另存为「CSV UTF-8（逗号分隔）」再导入。",
    "header": "第 1 行不是表头：要有「电话」，以及「姓名」或「单位」。",
    "column-twice": "表头里「{column}」出现了两次。",
    "quotes": "第 {line} 行的引号位置不对，或者没有成对。",
    "cell": "第 {line} 行有一格太长，读不了。",
}


def _sentence(english: str) -> str:
    return english[:1].upper() + english[1:] + "."


CONTACTS: dict[str, tuple[str, str]] = {
    "nav.contacts": ("通讯录", "Contacts"),
    "contacts.title": ("通讯录", "Contacts"),
    "contacts.find": ("姓名、单位或号码后几位", "Name, firm or last digits"),
    "contacts.find.go": ("查找", "Find"),
    "contacts.count": ("共 {n} 条", "{n} entries"),
    "contacts.count.1": ("共 1 条", "1 entry"),
    "contacts.more": ("只显示前 {shown} 条，共 {n} 条。", "The first {shown} of {n} are shown."),
    "contacts.none": ("没有找到。", "Nobody matches."),
    "contacts.empty": (
        "通讯录还是空的。添加一位，或导入一张表。",
        "The book is empty. Add somebody, or import a sheet.",
    ),
    "contacts.new": ("添加", "Add"),
    "contacts.new.title": ("添加联系人", "Add a contact"),
    "contacts.import": ("导入", "Import"),
    "contacts.back": ("返回通讯录", "Back to contacts"),
    "contacts.name": ("姓名", "Name"),
    "contacts.name.hint": ("总机可以不填姓名", "Leave it empty for a switchboard"),
    "contacts.firm": ("单位", "Organisation"),
    "contacts.firm-en": ("单位英文名", "Organisation in English"),
    "contacts.kind": ("机构类型", "Kind"),
    "contacts.kind.none": ("不填", "Not given"),
    "contacts.phone": ("电话", "Telephone"),
    "contacts.phone.more": ("再加一个号码", "One more number"),
    "contacts.phone.hint": (
        "0755-83183333、13800138000、+852 23456789；分机写在「转」后面",
        "0755-83183333, 13800138000, +852 23456789; an extension after *",
    ),
    "contacts.phone.drop": ("去掉", "Take away"),
    "contacts.extension": ("转 {extension}", "ext. {extension}"),
    "contacts.extension.hidden": ("转 ****", "ext. ****"),
    "contacts.note": ("备注", "Note"),
    "contacts.switchboard": ("总机", "Switchboard"),
    "contacts.save": ("保存", "Save"),
    "contacts.edit": ("修改", "Edit"),
    "contacts.remove": ("删除", "Delete"),
    "contacts.remove.sure": (
        "姓名、号码和备注都会删除，不能恢复。",
        "Name, numbers and note are erased. This cannot be undone.",
    ),
    "contacts.remove.go": ("确认删除", "Delete it"),
    "contacts.told.added": ("已添加。", "Added."),
    "contacts.told.changed": ("已保存。", "Saved."),
    "contacts.told.same": ("没有改动。", "Nothing was different."),
    "contacts.told.removed": ("已删除。", "Deleted."),
    # importing
    "contacts.import.title": ("导入通讯录", "Import contacts"),
    "contacts.import.file": ("CSV 文件", "CSV file"),
    "contacts.import.columns": (
        "第一行是表头：姓名、单位、机构类型、电话、备注（顺序不限）。",
        "The first line names the columns: name, organisation, kind, phone, note, in any order.",
    ),
    "contacts.import.rules": (
        "按电话号码对应：通讯录里已有的会更新，没有的会新增。空格子不改动原来的内容，也不会删除任何记录。",
        "Entries are known by their telephone: those in the book are brought up to date, others are added."
        " An empty cell changes nothing, and nothing is ever removed.",
    ),
    "contacts.import.excel": (
        "Excel 请另存为「CSV UTF-8（逗号分隔）」；电话一列设为文本，开头的 0 才不会丢。",
        "From Excel, save as “CSV UTF-8 (comma delimited)”; make the telephone column text, or its zeros are lost.",
    ),
    "contacts.import.skip": ("跳过有问题的行", "Leave out lines that cannot be kept"),
    "contacts.import.check": ("先检查", "Check"),
    "contacts.import.go": ("导入", "Import"),
    "contacts.import.would": (
        "检查完毕，还没有导入：新增 {new} 条，更新 {changed} 条，{unchanged} 条没有变化。",
        "Checked, not imported: {new} new, {changed} changed, {unchanged} unchanged.",
    ),
    "contacts.import.did": (
        "已导入：新增 {new} 条，更新 {changed} 条，{unchanged} 条没有变化。",
        "Imported: {new} new, {changed} changed, {unchanged} unchanged.",
    ),
    "contacts.import.skipped": ("跳过 {n} 行。", "Lines left out: {n}."),
    "contacts.import.stopped": (
        "有 {n} 行不能导入，所以一条都没有导入。改好后再来，或勾选跳过。",
        "Lines that cannot be kept: {n}, so nothing was imported. Mend them, or leave them out.",
    ),
    "contacts.import.line": ("第 {n} 行", "Line {n}"),
    "contacts.import.more": ("还有 {n} 行。", "And {n} more."),
    "contacts.import.no-file": ("请选择一个文件。", "Choose a file."),
    **{f"kind.{kind}": names for kind, names in NAMES.items()},
    **{f"contacts.bad.{code}": (zh, _sentence(SENTENCES[code])) for code, zh in _BAD.items()},
    # who rang, beside a task
    "who.name": ("姓名", "Name"),
    "who.firm": ("单位", "Organisation"),
    "who.unknown": ("通讯录里没有这个号码。", "This number is not in the contact book."),
    "who.add": ("存入通讯录", "Add to contacts"),
    "who.entry": ("查看通讯录", "In the contact book"),
    "who.calls": ("来电记录", "Calls"),
    "who.no-calls": ("没有来电记录。", "No calls."),
    "who.this-task": ("本任务", "This task"),
    "call.ringing": ("通话中", "on the line"),
    "call.talked": ("已接通", "talked"),
    "call.message": ("留言", "message"),
    "call.callback": ("要求回拨", "asked for a call"),
    "call.gave-up": ("排队时挂断", "gave up waiting"),
    "call.hung-up": ("挂断", "hung up"),
    "queue.by-due": ("按应回时间", "By due time"),
    "queue.by-firm": ("按单位", "By firm"),
    "queue.grouping": ("分组", "Grouping"),
    "queue.strangers": ("未登记的来电人", "Not in the contact book"),
    **PATH,
}
