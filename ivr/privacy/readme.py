"""What lies in an evidence pack and what each check proves, in the words of the pack's own README.txt."""

TEXT = """\
证据包 / Evidence pack
======================

一条回拨任务的全部证据：来电、留言和通话的录音、经过记录、当时的服务时间安排和录音告知。号码已遮挡。
Everything of one callback task: its calls, the recordings of its messages and conversations, its history, the schedule
in force and the recording notice that was heard. Numbers are masked.

怎么核验 / How to check it

    python3 verify.py PACK.zip --key "指纹 FINGERPRINT"

指纹请直接向深证通索取（系统管理员运行 ivr doctor 可以看到）；不要只看包里的。
Ask the house for the fingerprint (`ivr doctor` prints it); the one inside the pack proves nothing by itself.

文件 / Files

    story.html        可阅读的经过                        what happened, to be read
    task.json         任务和每次回拨的结果                the task and how each try to ring back ended
    calls/            来电：时间、步骤、按键              calls: times, steps, keys pressed
    audio/            留言和通话的原始录音                messages and conversations exactly as the carrier
                      （通话为双声道）                    delivered them; conversations in two channels
    histories/        经过记录，逐条相连                  histories, each entry chained to the one before
    schedules/        来电时执行的服务时间安排和公告      the schedule and notices that each call began under
    consent.json      录音告知的版本、措辞和其后的按键    version and wording of the notice, and the keys pressed
    manifest.json     每个文件的 SHA-256                  SHA-256 of every file
    manifest.sig      清单的 Ed25519 签名（十六进制）     Ed25519 signature of the manifest, in hexadecimal
    public-key.pem    公钥                                the public key

每项核验说明什么 / What each check proves

1. 清单和签名：导出以后没有一个字节被改动，而且确实由持有该密钥的系统导出。
   Manifest and signature: not a byte was changed since the export, and the export was made by whoever holds the key.
2. 录音：与取回时记入经过的 SHA-256 一致。
   Audio: the very bytes whose SHA-256 was written into the history when they were stored.
3. 经过：序号连续，备注与记录的摘要一致（含号码的备注已遮挡，不能再核对摘要）。
   History: no number is missing, and each note is the one whose digest was written down (a note in which a number was
   masked can no longer be compared).

不能说明什么 / What it cannot prove

- 经过记录的链由系统内部的密钥（HMAC）保护，包外只能核对序号；深证通可以用 ivr evidence verify 核对整条链。
  The chain itself is protected by a key that never leaves the house (HMAC): outside, only its order can be checked. The
  house checks the chain with `ivr evidence verify`.
- 签名说明导出以后的完整，不说明导出以前：那由导出时系统自己核验，结果在 manifest.json 里。
  The signature proves integrity since the export. Before it, the system's own check at the export stands in
  manifest.json.
- 时间由系统时钟给出，没有第三方时间戳。
  Times are the system's clock; no third party stamped them.
"""
