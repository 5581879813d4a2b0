"""Words for signing in, for one's own page, and for a form that was interrupted."""

ME: dict[str, tuple[str, str]] = {
    # the code at signing in
    "signin.code": ("动态码", "Code"),
    "signin.code.about": (
        "打开手机上的验证器，输入现在显示的 6 位动态码。",
        "Open the authenticator on your telephone and enter the 6 digits it shows now.",
    ),
    "signin.code.wrong": (
        "动态码不对，或者已经用过：请等下一个，并检查手机时间。",
        "Wrong code, or one used before: wait for the next one, and check the telephone's clock.",
    ),
    "signin.code.locked": (
        "动态码错误次数过多，{until} 以后再试。",
        "Too many wrong codes: try again after {until}.",
    ),
    "signin.code.late": (
        "输入密码后过了太久，请重新登录。",
        "Too much time has passed since the password: sign in again.",
    ),
    "signin.code.lost": (
        "手机不在身边？输入一个备用码；都没有了，请管理员重设。",
        "No telephone at hand? Enter a recovery code; if they are gone too, ask an administrator to reset it.",
    ),
    "signin.new-password": ("新密码已生效，请用它登录。", "Your new password is set. Sign in with it."),
    "me.email.done": ("邮箱已保存。", "Your e-mail address is saved."),
    # a form that was interrupted
    "resume.title": ("接着写", "Go on where you stopped"),
    "resume.about": (
        "登录过期时你正在写的内容还在，还没有发送。看一看，再决定。",
        "What you were writing when you were signed out is still here, and was not sent. Look it through first.",
    ),
    "resume.kept": (
        "你刚才写的内容还在，登录后接着写。",
        "What you had typed is kept: go on with it after signing in.",
    ),
    "resume.too-much": (
        "刚才提交的内容太大，没有保留；按浏览器的返回键也许还能找回。",
        "What you sent was too large to keep; your browser's back button may still have it.",
    ),
    "resume.send": ("发送", "Send"),
    "resume.editor": ("回到编辑", "Back to the editor"),
    "resume.back": ("不发送，回到原来的页面", "Do not send, go back to the page"),
    "resume.field": ("内容", "Text"),
    "resume.field.note": ("备注", "Note"),
    "resume.field.reason": ("原因", "Reason"),
    "resume.field.text": ("全文", "Text"),
    "resume.field.at": ("时间", "Time"),
    "resume.field.display": ("姓名", "Display name"),
    "resume.field.name": ("名称", "Name"),
    "resume.field.firm": ("单位", "Firm"),
    "resume.field.firm_en": ("单位英文名", "Firm, in English"),
    "resume.field.number": ("号码", "Number"),
    "resume.field.email": ("邮箱", "E-mail"),
    "resume.field.phone": ("电话", "Telephone"),
    "resume.field.mobile": ("手机", "Mobile"),
    # one's own page
    "me.title": ("我的账号", "Your account"),
    "me.link": ("我的账号", "Your account"),
    "me.as": ("{name}，{role}", "{name}, {role}"),
    "me.password": ("密码", "Password"),
    "me.password.now": ("现在的密码", "Present password"),
    "me.password.new": ("新密码", "New password"),
    "me.password.again": ("再输一遍新密码", "New password again"),
    "me.password.hint": (
        "至少 {shortest} 个字符，长比花哨更管用。改完后别处都会退出。",
        "At least {shortest} characters; long beats fanciful. Every other session is signed out.",
    ),
    "me.password.change": ("改密码", "Change password"),
    "me.password.done": (
        "密码已改，别处都已退出。",
        "Your password is changed, and you are signed out everywhere else.",
    ),
    "me.password.differ": ("两次输入的新密码不一样。", "The two new passwords differ."),
    "me.password.weak": (
        "密码要有 {shortest} 到 256 个字符。",
        "A password has {shortest} to 256 characters.",
    ),
    "me.password.wrong": ("现在的密码不对。", "The present password is wrong."),
    "me.password.locked": ("错误次数过多，{until} 以后再试。", "Too many failures: try again after {until}."),
    "me.sessions": ("登录记录", "Where you signed in"),
    "me.sessions.since": ("登录时间", "Since"),
    "me.sessions.seen": ("最近操作", "Last seen"),
    "me.sessions.browser": ("浏览器", "Browser"),
    "me.sessions.state": ("状态", "State"),
    "me.sessions.this": ("这里", "Here"),
    "me.sessions.live": ("在线", "Signed in"),
    "me.sessions.over": ("已退出", "Signed out"),
    "me.sessions.unknown": ("不明", "Unknown"),
    "me.sessions.end": ("退出其他所有登录", "Sign out everywhere else"),
    "me.sessions.ended": ("别处都已退出。", "You are signed out everywhere else."),
    "me.second": ("两步验证", "Second factor"),
    "me.second.on": (
        "已开启。登录时除密码外还要输入手机上的动态码。",
        "On: after the password, the code on your telephone is asked for.",
    ),
    "me.second.off": (
        "未开启。主管、审计和管理员建议开启：密码泄露时，别人仍然进不来。",
        "Off. Recommended for supervisors, auditors and administrators: a stolen password alone opens nothing.",
    ),
    "me.second.not-for": ("你的角色不需要。", "Not needed for your role."),
    "me.second.set-up": ("开启", "Set up"),
    "me.second.left": ("还剩 {n} 个备用码。", "{n} recovery codes are left."),
    "me.second.new-codes": ("换一组备用码", "New recovery codes"),
    "me.second.remove": ("停用或换手机", "Take it away, or change the telephone"),
    "me.second.remove.code": ("先输入现在的动态码或一个备用码", "Enter the present code, or a recovery code"),
    "me.second.remove.go": ("停用", "Take away"),
    "me.second.locked": (
        "动态码错误次数过多，一刻钟后再试。",
        "Too many wrong codes: try again in a quarter of an hour.",
    ),
    "me.second.removed": ("两步验证已停用。", "Your second factor was taken away."),
    # setting it up
    "second.title": ("开启两步验证", "Set up your second factor"),
    "second.must": (
        "你的角色必须开启两步验证，开启后才能继续。",
        "Your role needs a second factor: set it up to go on.",
    ),
    "second.scan": (
        "1. 用手机上的验证器扫这个二维码",
        "1. Scan this picture with the authenticator on your telephone",
    ),
    "second.scan.apps": (
        "常用的验证器都可以，例如微软、谷歌的验证器，或密码管理器。",
        "Any authenticator will do: Microsoft's, Google's, a password manager.",
    ),
    "second.picture": ("二维码：内容就是下面的密钥", "QR code of the key below"),
    "second.secret": ("扫不了就手动输入密钥", "Or type the key"),
    "second.enter": ("2. 输入手机现在显示的 6 位动态码", "2. Enter the 6 digits it shows now"),
    "second.confirm": ("开启", "Turn on"),
    "second.codes.title": ("备用码", "Recovery codes"),
    "second.codes.about": (
        "手机丢了，用其中一个代替动态码，每个只能用一次。这一页只显示一次：请抄下来或打印，和电脑分开放。",
        "If the telephone is lost, one of these stands in for its code, each once. They are shown only now: write them "
        "down, away from the computer.",
    ),
    "second.codes.done": ("抄好了，继续", "I have them, go on"),
    # choosing a password by a link
    "reset.title": ("设置新密码", "Choose a new password"),
    "reset.for": (
        "为 {name} 设置新密码。这个链接只能用一次。",
        "A new password for {name}. The link works once.",
    ),
    "reset.go": ("设置密码", "Set the password"),
    "reset.gone": (
        "这个链接已经失效：可能用过了、过期了，或者有了更新的。",
        "This link opens no more: it was used, is too old, or was replaced by a newer one.",
    ),
    "reset.gone.do": ("请主管或管理员再给你一个。", "Ask a supervisor or an administrator for another."),
}
