"""The steps of the call scripts in words, as their keys are offered to callers (SCRIPTS.md).

`path.to.…` is where a key leads, by the name of the step; `path.at.…` is what happens without one.
"""

PATH: dict[str, tuple[str, str]] = {
    "path.title": ("按键经过", "Keys pressed"),
    "path.none": ("没有按键", "No keys pressed"),
    "path.wrong": ("按错了", "wrong key"),
    "path.silence": ("没按键", "no key"),
    "path.language": ("切换语言", "other language"),
    "path.repeat": ("再听一遍", "heard again"),
    "path.back": ("返回", "back"),
    "path.office": ("同事电话菜单", "colleagues' menu"),
    # what the line does by itself
    "path.at.ringing.in_queue": ("排队等候", "in line"),
    "path.at.ringing.hold": ("排队等候", "in line"),
    "path.at.message.recorded": ("录音", "recorded"),
    "path.at.message.nothing_heard": ("没有录到声音", "nothing recorded"),
    # 83183333
    "path.to.business.enquiry": ("业务咨询", "business"),
    "path.to.business.technical": ("技术咨询", "technical"),
    "path.to.business.complaint": ("投诉和建议", "complaint"),
    "path.to.business.person": ("人工服务", "a person"),
    "path.to.support.from_another_line": ("系统故障", "system fault"),
    "path.to.southern.from_another_line": ("南方中心报障", "Southern Centre fault"),
    # 83182222
    "path.to.support.fault": ("故障申告", "fault"),
    "path.to.support.line": ("网络专线", "leased line"),
    "path.to.support.satellite": ("卫星通信", "satellite"),
    "path.to.support.test": ("专项测试", "special test"),
    "path.to.support.technical": ("技术咨询", "technical"),
    # 36383666
    "path.to.southern.equipment": ("设备故障", "equipment"),
    "path.to.southern.line": ("线路故障", "line fault"),
    "path.to.southern.service": ("服务请求", "service request"),
    # something is broken for many
    "path.to.incident.register": ("登记受影响", "affected"),
    "path.to.incident.press_on": ("其他问题", "another matter"),
    "path.to.incident.other_language": ("切换语言", "other language"),
    "path.to.incident.told": ("再听一遍", "heard again"),
    "path.to.incident.noted": ("再听一遍", "heard again"),
    # in line
    "path.to.ringing.ring": ("人工服务", "a person"),
    "path.to.ringing.person": ("人工服务", "a person"),
    "path.to.ringing.wait_on": ("继续等候", "waits on"),
    "path.to.ringing.choose_message": ("留言", "leave a message"),
    "path.to.ringing.choose_callback": ("由我们回拨", "be rung back"),
    "path.to.ringing.callback": ("由我们回拨", "be rung back"),
    # a message
    "path.to.message.take": ("留言", "leave a message"),
    "path.to.message.belongs": ("同一件事", "the same matter"),
    "path.to.message.another": ("另一件事", "another matter"),
    "path.to.message.done": ("发送", "send"),
    "path.to.message.hear": ("试听", "listen"),
    "path.to.message.record": ("重录", "record again"),
    "path.to.message.other_number": ("更改回拨号码", "another number"),
    # a number to ring
    "path.to.number.keyed": ("输入回拨号码", "keyed in a number"),
    "path.to.number.proceed": ("号码正确", "number right"),
    "path.to.number.ask": ("重新输入号码", "number again"),
    # looking up
    "path.to.lookup.ask": ("查询或催办", "look up or urge"),
    "path.to.lookup.entered": ("输入受理编号", "keyed in a reference"),
    "path.to.lookup.proven": ("输入号码后四位", "keyed in four digits"),
    "path.to.lookup.urge": ("催办", "urge"),
    "path.to.lookup.add": ("补充留言", "add a message"),
    "path.to.lookup.solved": ("已经解决", "already solved"),
}
