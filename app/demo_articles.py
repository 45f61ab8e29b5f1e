"""The demo's articles: short answers to what its callers ask, in both languages, published."""

from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge_base.article import Content, Person, Text
from knowledge_base.index_repository import index_article
from knowledge_base.repository import add_article, find_article, publish_article

_SPACE = UUID("7f1d9f57-3f0a-5d0e-9b7c-6a1f0c5f6a10")
_WRITER = Person(id=UUID(int=0), name="Demo", leads=True)


class Written(Struct, frozen=True, kw_only=True):
    """An article by a name of its own."""

    name: str
    queues: tuple[str, ...]
    zh: Text
    en: Text


ARTICLES = (
    Written(
        name="refund",
        queues=("sales", "complaints"),
        zh=Text(
            title="退款与退货流程",
            body="签收后 **7 天内**可以无理由退货，商品须完好。\n\n"
            "1. 请客户报订单号，核对姓名。\n"
            "2. 在订单中选择“退货”，告知寄回地址。\n"
            "3. 仓库收货后 1 至 3 个工作日内原路退款。\n\n"
            "- 运费：质量问题由我们承担，其他情况由客户承担。\n"
            "- 超过 7 天：转班长处理，不要当场拒绝。",
            keywords=("退钱", "退换", "七天无理由"),
        ),
        en=Text(
            title="Refunds and returns",
            body="Within **7 days** of delivery an item can be sent back for any reason, as long as it is whole.\n\n"
            "1. Ask for the order number and check the name.\n2. Choose “Return” in the order and tell the address.\n"
            "3. The money goes back the way it came, 1 to 3 working days after the parcel arrives.\n\n"
            "- Shipping: ours if the item is faulty, otherwise the customer's.\n"
            "- After 7 days: hand over to a supervisor, do not refuse on the spot.",
            keywords=("money back", "exchange"),
        ),
    ),
    Written(
        name="order",
        queues=("sales",),
        zh=Text(
            title="查询订单与物流",
            body="订单号为 8 位数字，在确认短信的开头。\n\n"
            "- 未发货：可以更改地址。\n"
            "- 已发货：告知快递公司与预计送达日期。\n"
            "- 三天没有更新：登记后由我们联系快递，**当天回电**客户。",
            keywords=("快递", "发货", "送货", "改地址"),
        ),
        en=Text(
            title="Where is my order",
            body="An order number has 8 digits and stands at the beginning of the confirmation message.\n\n"
            "- Not sent yet: the address can still be changed.\n"
            "- On its way: tell the carrier and the expected day.\n"
            "- No news for three days: note it; we ask the carrier and **call back the same day**.",
            keywords=("delivery", "shipping", "parcel", "tracking"),
        ),
    ),
    Written(
        name="invoice",
        queues=("sales",),
        zh=Text(
            title="开具发票",
            body="电子发票在付款后 24 小时内发送到客户邮箱。\n\n"
            "- 需要：抬头、税号、邮箱。\n"
            "- 抬头写错：当月可以重开，跨月需先作废。\n"
            "- 专用发票由财务开具，需要 3 个工作日。",
            keywords=("税号", "抬头", "报销"),
        ),
        en=Text(
            title="Issuing an invoice",
            body="The electronic invoice is e-mailed within 24 hours of payment.\n\n"
            "- Needed: company name, tax number, e-mail address.\n"
            "- A wrong name can be mended in the same month; later the old invoice is cancelled first.\n"
            "- Special VAT invoices take the finance department 3 working days.",
            keywords=("receipt", "tax", "VAT"),
        ),
    ),
    Written(
        name="network",
        queues=("support",),
        zh=Text(
            title="设备无法联网",
            body="先问：指示灯是什么颜色？\n\n"
            "1. 红灯：拔掉电源，等 30 秒再插上。\n"
            "2. 橙灯：网线或光纤没有接好，请重新插紧。\n"
            "3. 绿灯但无法上网：请客户重新连接无线网络，并核对密码。\n\n"
            "两次都没有恢复：登记上门检修，选择客户方便的时间。",
            keywords=("断网", "路由器", "上不了网", "无线"),
        ),
        en=Text(
            title="The device does not connect",
            body="Ask first: which colour is the light?\n\n1. Red: unplug it, wait 30 seconds, plug it in again.\n"
            "2. Orange: a cable is loose; push it in again.\n"
            "3. Green but no internet: connect to the wireless network again and check the password.\n\n"
            "Still nothing after two tries: book a technician at a time that suits the customer.",
            keywords=("router", "wifi", "internet", "offline"),
        ),
    ),
    Written(
        name="password",
        queues=("support",),
        zh=Text(
            title="重置账户密码",
            body="**任何时候都不要询问客户的密码。**\n\n"
            "1. 核对姓名与登记的手机号后四位。\n"
            "2. 请客户在登录页选择“忘记密码”。\n"
            "3. 验证码只发到登记的手机，10 分钟内有效。\n\n"
            "手机号已更换：请客户携带身份证件到营业厅办理。",
            keywords=("登录", "验证码", "忘记密码"),
        ),
        en=Text(
            title="Resetting a password",
            body="**Never ask for a customer's password.**\n\n"
            "1. Check the name and the last four digits of the registered phone.\n"
            "2. Let the customer choose “Forgot password” on the sign-in page.\n"
            "3. The code goes to the registered phone alone and is good for 10 minutes.\n\n"
            "If the phone number has changed, the customer comes to a shop with an identity card.",
            keywords=("sign in", "login", "code"),
        ),
    ),
    Written(
        name="complaint",
        queues=("complaints",),
        zh=Text(
            title="受理投诉的步骤",
            body="1. 先听完，不打断；复述一遍，确认没有听错。\n"
            "2. 为给客户带来的不便道歉，不推责任。\n"
            "3. 登记：时间、经过、客户希望怎样解决。\n"
            "4. 告知期限：**24 小时内**有人联系，7 天内有结果。\n\n"
            "要求找领导：转班长，并说明已经了解的情况，让客户不必重复。",
            keywords=("不满", "赔偿", "找领导"),
        ),
        en=Text(
            title="Taking a complaint",
            body="1. Listen to the end, then say it back to be sure.\n2. Say sorry for the trouble; blame nobody.\n"
            "3. Write down when, what happened, and what the customer wishes.\n"
            "4. Tell the deadlines: somebody calls **within 24 hours**, there is a result within 7 days.\n\n"
            "Asked for the boss: transfer to a supervisor and tell what you know, so that nobody has to repeat it.",
            keywords=("unhappy", "compensation", "manager"),
        ),
    ),
    Written(
        name="privacy",
        queues=(),
        zh=Text(
            title="录音与个人信息",
            body="客户询问录音时：通话录音用于核对与改进服务，保存期满后删除。\n\n"
            "- 客户可以要求查看、更正或删除个人信息，登记后 15 天内答复。\n"
            "- 不想再接到来电：登记为免打扰，立即生效。\n"
            "- 念银行卡号之前：先**暂停录音**。",
            keywords=("隐私", "免打扰", "删除信息"),
        ),
        en=Text(
            title="Recordings and personal data",
            body="If asked: calls are recorded to check and to improve our service, and deleted when their time is over.\n\n"
            "- Customers may see, correct or delete their data; note it, we answer within 15 days.\n"
            "- No more calls wished: set do-not-call, it holds at once.\n"
            "- Before a card number is read out: **pause the recording**.",
            keywords=("privacy", "do not call", "GDPR"),
        ),
    ),
)


async def write_articles(connection: AsyncConnection, at: datetime) -> None:
    """Publish them all."""
    for written in ARTICLES:
        article_id = uuid5(_SPACE, written.name)
        content = Content(texts={"zh-CN": written.zh, "en": written.en}, queues=written.queues)
        await add_article(connection, article_id, content, _WRITER, at)
        row = await find_article(connection, article_id)
        revision = await publish_article(connection, row, seen=row.version, publisher=_WRITER, at=at)
        await index_article(connection, article_id, revision, content)
