"""Words for the people who work here."""

PEOPLE: dict[str, tuple[str, str]] = {
    # the list
    "people.add": ("添加人员", "Add somebody"),
    "people.no-admin": (
        "还没有管理员，先在服务器上添加一位：",
        "There is no administrator yet. Make one on the server:",
    ),
    "people.seen": ("最近在线", "Last seen"),
    "people.since": ("在线，{since} 登录", "Here since {since}"),
    "people.never": ("从未登录", "Never"),
    "people.factor": ("两步验证", "Second factor"),
    "people.factor.on": ("已开启", "On"),
    "people.factor.off": ("未开启", "Off"),
    # one of them
    "people.look-only": (
        "你只能查看：坐席由所在值班席的主管管理，其他人由管理员管理。",
        "You only look here: agents are kept by the supervisors of their desks, everybody else by administrators.",
    ),
    "people.name.hint": (
        "登录用，小写字母、数字、点、横线，以后不能改。",
        "For signing in: small letters, digits, dots, hyphens. It stays for good.",
    ),
    "people.role.own": ("自己的角色由另一位管理员来改。", "Another administrator changes your own role."),
    "people.number.now": ("现在是 {number}，留空不变", "Now {number}; leave empty to keep"),
    "people.number.none": ("还没有登记", "None yet"),
    "people.number.drop": ("去掉", "Take away"),
    "people.phone.hint": ("有来电或回拨时响的电话。", "What rings for calls and callbacks."),
    "people.mobile.hint": (
        "居家接听时改响这部手机。",
        "What rings instead while calls are answered from home.",
    ),
    "people.email": ("邮箱", "E-mail"),
    "people.email.hint": (
        "催回拨、超时这类提醒发到这里；清空就不再发。",
        "Reminders of callbacks that are due or late go here; leave it empty for none.",
    ),
    "people.save": ("保存", "Save"),
    "people.create": ("添加，并给出设密码的链接", "Add, and show a link to choose a password"),
    "people.anyway": ("仍然保存", "Save all the same"),
    "people.acts": ("操作", "Acts"),
    "people.act.leave": ("停用", "Shut out"),
    "people.act.leave.about": (
        "马上退出，不能再登录；手里的任务放回队列。",
        "Signed out at once, and cannot come back; what they hold goes back to the queue.",
    ),
    "people.act.leave.anyway": ("仍然停用", "Shut out all the same"),
    "people.act.back": ("恢复", "Let in again"),
    "people.act.back.about": ("可以再用原来的密码登录。", "The old password works again."),
    "people.act.out": ("退出所有登录", "Sign out everywhere"),
    "people.act.out.about": ("需要重新登录，密码不变。", "They have to sign in again; the password stays."),
    "people.act.link": ("重设密码", "Reset the password"),
    "people.act.link.about": (
        "给出一个只能用一次的链接，由本人设置新密码。",
        "Makes a link that works once, by which they choose a new one.",
    ),
    "people.act.unlock": ("重设两步验证", "Reset the second factor"),
    "people.act.unlock.about": (
        "手机丢了用：下次登录只需密码，再重新开启。",
        "For a lost telephone: the next sign-in needs the password alone, then it is set up anew.",
    ),
    "people.done.changed": ("已保存。", "Saved."),
    "people.done.leave": ("已停用，手里的任务已放回队列。", "Shut out; what they held is back in the queue."),
    "people.done.back": ("已恢复，可以登录。", "Let in again."),
    "people.done.out": ("已退出所有登录。", "Signed out everywhere."),
    "people.done.unlock": ("两步验证已重设。", "The second factor was reset."),
    "people.sessions": ("登录记录", "Sign-ins"),
    "people.audit": ("看这个人的审计记录", "What the audit says of them"),
    # the link
    "people.link.title": ("设置密码的链接", "A link to choose a password"),
    "people.link.about": (
        "把它交给 {name} 本人。只显示这一次，只能用一次，{until} 前有效；再生成一个，这个就失效。",
        "Hand it to {name} in person. It is shown only now, works once, and until {until}; a newer one replaces it.",
    ),
    "people.link.field": ("链接", "Link"),
    "people.link.back": ("完成", "Done"),
    # where the schedule names somebody
    "people.named.tiers": ("{desk}的振铃次序", "the tiers of {desk}"),
    "people.named.roster": ("{desk}值班表第 {row} 行", "row {row} of the roster of {desk}"),
    # refusals
    "people.no.name": (
        "用户名要用 2 到 63 个小写字母、数字、点、横线或下划线。",
        "A name has 2 to 63 small letters, digits, dots, hyphens or underscores.",
    ),
    "people.no.taken": (
        "已经有人叫 {name}，换一个用户名。",
        "There is already a user called {name}: choose another name.",
    ),
    "people.no.phone": (
        "电话号码不对：写成 13800138000、0755-83183333 或 +85223456789。",
        "That is no telephone number: write it as 13800138000, 0755-83183333 or +85223456789.",
    ),
    "people.no.mobile": (
        "这个手机号是 {name} 的，请填本人的。",
        "That mobile is {name}'s already: enter the one this person carries.",
    ),
    "people.no.last-admin": (
        "{name} 是最后一位管理员，请先让另一个人成为管理员。",
        "{name} is the last administrator: make somebody else one first.",
    ),
    "people.no.yourself": (
        "不能对自己这样做，请另一位管理员来。",
        "Not to yourself: another administrator has to do it.",
    ),
    "people.no.not-yours": (
        "{name} 由管理员管理，你管理自己值班席的坐席。",
        "{name} is kept by an administrator: you keep the agents of your desks.",
    ),
    "people.no.role": ("只有管理员能把人设为{role}。", "Only an administrator gives the role {role}."),
    "people.no.email": (
        "邮箱写得不对，应当像 name@example.com。",
        "That is no e-mail address: write it as name@example.com.",
    ),
    "people.no.no-role": ("没有这个角色。", "There is no such role."),
    "people.no.desk": ("{desk} 不归你管理。", "{desk} is not one of your desks."),
    "people.no.no-desk": ("请选一个你负责的值班席。", "Choose one of your desks."),
    "people.no.left": ("{name} 已停用，请先恢复。", "{name} was shut out: let them in again first."),
    "people.no.named": (
        "排班里还有 {name}：{places}。先到“开放时间 · 编辑”里换人，或者确认后这几处会没有人响铃。",
        "The schedule names {name}: {places}. Put somebody else there first (Hours, Edit), or confirm: then nobody "
        "will be rung there.",
    ),
    "people.no.code": (
        "动态码不对：请等下一个，并检查手机时间。",
        "Wrong code: wait for the next one, and check the telephone's clock.",
    ),
    "people.no.second-gone": ("请重新扫描二维码。", "Scan the picture again."),
}
