"""The pages of privacy: who may do what, and what they say."""

import io
import re
import zipfile
from collections.abc import Callable

from conftest import Browser
from world import MOBILE, World

from ivr.callbacks import acts, claims, queue
from ivr.people import User

Opened = Callable[..., Browser]
WHY = "本人来电核实身份"


def settle(world: World, ref: str, wang: User) -> None:
    with world.database.writing() as session:
        task = queue.find(session, ref)
        claims.claim(session, task.id, wang, world.clock())
        acts.resolve(session, task.id, wang, text="已答复，见 13800138000", now=world.clock())


def test_an_administrator_finds_copies_and_erases(
    browser: Opened, world: World, ref: str, wang: User
) -> None:
    world.agent("root", "service-centre", role="admin")
    world.agent("shen", "service-centre", role="auditor")
    admin = browser("root")
    assert "还没有人提出过请求" in admin.get("/privacy/requests").text
    refused = admin.post("/privacy/requests/find", number="没有号码", reason=WHY)
    assert refused.status_code == 409
    assert "这不像电话号码" in refused.text
    assert 'value="没有号码"' in refused.text  # what was typed is kept
    found = admin.post("/privacy/requests/find", number="138 0013 8000", reason=WHY)
    assert "1 次来电，1 条任务，1 条录音" in found.text
    assert f"{ref[:4]} {ref[4:]}" in found.text

    copy = admin.post("/privacy/requests/copy", number=MOBILE, reason=WHY)
    assert copy.mimetype == "application/zip"
    assert "no-store" in copy.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(copy.data)) as archive:
        assert MOBILE in archive.read("data.json").decode()

    admin.get("/privacy/requests")
    assert "请先勾选确认" in admin.post("/privacy/requests/erase", number=MOBILE, reason=WHY).text
    owed = admin.post("/privacy/requests/erase", number=MOBILE, reason=WHY, sure="1")
    assert owed.status_code == 409
    assert f"还有任务没有办结（{ref[:4]} {ref[4:]}），办完才能删除" in owed.text
    settle(world, ref, wang)
    done = admin.post("/privacy/requests/erase", number=MOBILE, reason=WHY, sure="1")
    assert "已删除：1 次来电，1 条任务，1 条录音" in done.text
    assert MOBILE[3:] not in done.text

    auditor = browser("shen")
    log = auditor.get("/privacy/requests").text
    for words in ("查询", "复制", "删除", "没办：还有未办结的任务", WHY):
        assert words in log
    assert MOBILE[3:] not in log
    assert "<form" not in re.search(r"<main.*?</main>", log, re.S)[0]
    assert auditor.post("/privacy/requests/find", number=MOBILE, reason=WHY).status_code == 403
    assert browser("wang").get("/privacy/requests").status_code == 403

    # The task's page still opens, and says what was erased.
    page = auditor.get(f"/tasks/{ref}").text
    assert "号码已删除" in page
    assert "录音已应本人要求删除" in page
    assert "应本人要求，root删除了号码和备注" in page
    assert "（内容已删除）" in page
    assert "已核验" in page
    assert "13800138000" not in page


def test_a_supervisor_holds_a_task_and_takes_its_evidence(browser: Opened, world: World, ref: str) -> None:
    world.agent("lead", "service-centre", role="supervisor")
    lead = browser("lead")
    assert "导出证据包" in lead.get(f"/tasks/{ref}").text
    pack = lead.post(f"/tasks/{ref}/evidence")
    assert pack.mimetype == "application/zip"
    assert f"evidence-{ref}.zip" in pack.headers["Content-Disposition"]
    page = lead.post("/privacy/holds", kind="task", ref=ref, reason="仲裁案 2026-17", **{"from": "task"}).text
    assert "法律保留中：仲裁案 2026-17" in page
    assert "lead设置了法律保留" in page
    assert "lead导出了证据包" in page
    listed = lead.get("/privacy/holds", headers={"Accept-Language": "zh-CN"}).text
    assert f'<a href="/tasks/{ref}">任务 {ref[:4]} {ref[4:]}</a>' in listed
    refused = lead.post("/privacy/holds", kind="span", reason="国庆故障", since="2026-10-02T00:00", until="")
    assert refused.status_code == 409
    assert "请填写开始和结束时间" in refused.text
    assert 'value="国庆故障"' in refused.text
    lead.post("/privacy/holds", kind="number", number="13911112222", reason="监管问询")
    lead.post(
        "/privacy/holds", kind="span", since="2026-10-01T00:00", until="2026-10-02T00:00", reason="故障复盘"
    )
    listed = lead.get("/privacy/holds").text
    assert "13911112222" not in listed
    assert "全部热线，10月1日 0:00 至 10月2日 0:00 的来电" in listed
    after = lead.post("/privacy/holds/1/lift").text
    assert "今天 8:31解除" in after or "解除" in after
    assert lead.post("/privacy/holds/1/lift").status_code == 409
    assert lead.get("/privacy/requests").status_code == 403


def test_agents_see_neither_and_auditors_only_look(browser: Opened, world: World, ref: str) -> None:
    world.agent("shen", "service-centre", role="auditor")
    agent, auditor = browser("wang"), browser("shen")
    assert "导出证据包" not in agent.get(f"/tasks/{ref}").text
    assert agent.post(f"/tasks/{ref}/evidence").status_code == 403
    assert agent.get("/privacy/holds").status_code == 403
    assert "导出证据包" in auditor.get(f"/tasks/{ref}").text
    assert auditor.post(f"/tasks/{ref}/evidence").status_code == 200
    assert auditor.post("/privacy/holds", kind="task", ref=ref, reason="x").status_code == 403


def test_the_notice_says_what_is_in_force(browser: Opened, world: World) -> None:
    text = world.system.settings.schedules.read_text().replace(
        "    call_back_within: 30m", "    call_back_within: 30m\n    keep: {recordings: 400}"
    )
    world.publish(text + "keep: {logs: 365}\n")
    page = browser().get("/privacy").text
    assert "录音和转写保存 200 天" in page
    assert "办结后保存 365 天" in page
    assert "业务咨询热线 0755-83183333：录音和转写 400 天，号码和备注 365 天" in page
    assert "recordings and transcripts 400 days, numbers and notes 365 days" in page
    assert "只保存在本公司的系统里" in page
