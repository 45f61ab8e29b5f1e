"""Flows to begin from. Each is faultless on a site that has the queue and the calendar it is made for."""

from msgspec import Struct

from ivr.flow_building import Document, flow, say, step

ASKED = {
    "invalid_prompts": say("对不起，没有这个选项。", "Sorry, that is not one of the choices."),
    "silence_prompts": say("没有收到您的按键。", "No key was pressed."),
}
GOODBYE = step("goodbye", "hang_up", "结束 Goodbye")


class FlowTemplate(Struct, frozen=True, kw_only=True):
    """A flow to begin from, with what it is for, by language."""

    id: str
    name: dict[str, str]
    about: dict[str, str]
    document: Document


def templates(queue: str = "support", calendar: str = "office") -> tuple[FlowTemplate, ...]:
    """All of them, for a queue and a calendar that the site has."""
    return (_menu(queue), _hours(queue, calendar), _callback(queue), _order(queue), _survey())


def _menu(queue: str) -> FlowTemplate:
    steps = (
        step("welcome", "play", "欢迎 Welcome", {"prompts": say("您好，欢迎致电。", "Welcome, and thank you for calling.")},
             {"done": "menu", "error": "menu"}),
        step("menu", "menu", "主菜单 Main menu",
             {"prompts": say("业务咨询请按一，其他事宜请按二。", "For questions, press 1. For anything else, press 2."),
              "choices": {"1": "咨询 Questions", "2": "其他 Anything else"}, **ASKED},
             {"1": "queue", "2": "queue", "timeout": "queue", "no_match": "queue"}),
        step("queue", "queue", "排队 Queue", {"queue": queue}, {"error": "goodbye"}),
        GOODBYE,
    )  # fmt: skip
    return FlowTemplate(
        id="menu",
        name={"zh-CN": "简单菜单", "en": "Simple menu"},
        about={"zh-CN": "欢迎语、一个菜单，然后排队。", "en": "A welcome, one menu, then a queue."},
        document=flow("menu", "简单菜单 Simple menu", steps, person="queue"),
    )


def _hours(queue: str, calendar: str) -> FlowTemplate:
    steps = (
        step("hours", "hours", "营业时间 Hours", {"calendar": calendar},
             {"open": "queue", "closed": "closed", "error": "queue"}),
        step("closed", "menu", "下班 Closed",
             {"prompts": say("现在是非工作时间。留言请按一。", "We are closed now. To leave a message, press 1."),
              "choices": {"1": "留言 Message"}, **ASKED},
             {"1": "message", "timeout": "goodbye", "no_match": "goodbye"}),
        step("message", "voicemail", "留言 Message", {"queue": queue}, {"error": "goodbye"}),
        step("queue", "queue", "排队 Queue", {"queue": queue}, {"error": "message"}),
        GOODBYE,
    )  # fmt: skip
    return FlowTemplate(
        id="hours",
        name={"zh-CN": "营业时间与留言", "en": "Hours and voicemail"},
        about={"zh-CN": "营业时间内排队，其余时间可留言。", "en": "A queue while open, a message while closed."},
        document=flow("hours", "营业时间与留言 Hours and voicemail", steps),
    )


def _callback(queue: str) -> FlowTemplate:
    steps = (
        step("crowded", "branch", "是否繁忙 Crowded?",
             {"cases": [{"outcome": "crowded", "when": f'queues["{queue}"].waiting >= 3'}]},
             {"crowded": "offer", "otherwise": "queue", "error": "queue"}),
        step("offer", "menu", "是否回电 Callback?",
             {"prompts": say("现在排队的人较多。需要我们给您回电请按一，继续等待请按二。",
                             "Many callers are waiting. To be called back, press 1. To wait, press 2."),
              "choices": {"1": "回电 Callback", "2": "等待 Wait"}, **ASKED},
             {"1": "callback", "2": "queue", "timeout": "queue", "no_match": "queue"}),
        step("callback", "callback", "回电 Callback", {"queue": queue}, {"error": "queue"}),
        step("queue", "queue", "排队 Queue", {"queue": queue}, {"error": "goodbye"}),
        GOODBYE,
    )  # fmt: skip
    return FlowTemplate(
        id="callback",
        name={"zh-CN": "繁忙时回电", "en": "Callback offer"},
        about={
            "zh-CN": "排队人多时提供回电，保留顺序。",
            "en": "Offers a callback, with the place kept, when many are waiting.",
        },
        document=flow("callback", "繁忙时回电 Callback offer", steps),
    )


def _order(queue: str) -> FlowTemplate:
    steps = order_steps("https://shop.example.com/orders/{order}", after="goodbye", agent="queue")
    own = (step("queue", "queue", "排队 Queue", {"queue": queue}, {"error": "goodbye"}), GOODBYE)
    return FlowTemplate(
        id="order",
        name={"zh-CN": "订单查询", "en": "Order look-up"},
        about={
            "zh-CN": "输入订单号与卡号（保密），向网络服务查询并播报。",
            "en": "Asks for an order and, in secret, a card; looks the order up at a web service and reads it out.",
        },
        document=flow(
            "order", "订单查询 Order look-up", (*steps, *own), person="queue",
            variables={"order": "", "status": "", "arrives": "", "total": 0},
        ),
    )  # fmt: skip


def _survey() -> FlowTemplate:
    return FlowTemplate(
        id="survey",
        name={"zh-CN": "满意度调查", "en": "Survey"},
        about={"zh-CN": "通话后的一个评分问题。", "en": "One question with a scale, for after the talk."},
        document=flow("survey", "满意度调查 Survey", survey_steps()),
    )


def survey_steps() -> tuple[Document, ...]:
    """One question, thanks, and back to whoever began it."""
    return (
        step("question", "survey", "评分 Score",
             {"question": "satisfaction",
              "prompts": say("请为本次服务打分，一分最低，五分最高。", "How satisfied are you? Press 1 for not at all, up to 5 for very."),
              "retries": 1, **ASKED},
             {"done": "thanks", "timeout": "back", "no_match": "back"}),
        step("thanks", "play", "致谢 Thanks", {"prompts": say("感谢您的评价。", "Thank you for your answer.")},
             {"done": "back", "error": "back"}),
        step("back", "return", "返回 Back"),
    )  # fmt: skip


def order_steps(url: str, *, after: str, agent: str) -> tuple[Document, ...]:
    """Ask for an order and a card, look it up, tell how it stands, and go on to `after`; `agent` when that is not possible.

    The service answers a POST of `{"card": ...}` with `{"order": {"status", "arrives", "total"}}`, or 404.
    """
    told = {"done": after, "error": after}
    return (
        step("order", "collect_digits", "订单号 Order",
             {"prompts": say("请输入五位订单号。", "Please enter the five digits of your order."),
              "variable": "order", "minimum": 5, "maximum": 5, "confirm": "read_back", **ASKED},
             {"done": "card", "timeout": agent, "no_match": agent}),
        step("card", "collect_digits", "卡号（保密） Card, in secret",
             {"prompts": say("为核实身份，请输入付款卡号，以井号结束。您的输入不会被保存。",
                             "To identify you, please enter the number of the card you paid with, then the hash key. "
                             "It is not stored."),
              "variable": "card", "minimum": 12, "maximum": 19, "terminator": "#", "check": "luhn", "secret": True, **ASKED},
             {"done": "look", "timeout": agent, "no_match": agent}),
        step("look", "http", "查询 Look up",
             {"method": "POST", "url": url, "body": {"card": "{card}"},
              "answers": {"status": "order.status", "arrives": "order.arrives", "total": "order.total"},
              "prompts": say("正在查询，请稍候。", "One moment, please."), "timeout_seconds": 5, "retries": 1},
             {"done": "status", "refused": "unknown", "timeout": "failed", "error": "failed"}),
        step("status", "branch", "状态 Status",
             {"cases": [{"outcome": "shipped", "when": 'status == "shipped"'},
                        {"outcome": "delivered", "when": 'status == "delivered"'}]},
             {"shipped": "shipped", "delivered": "delivered", "otherwise": "packed", "error": "failed"}),
        step("shipped", "play", "已发货 Shipped",
             {"prompts": [*say("您的订单已发货，预计送达日期：", "Your order is on its way. It should arrive on"),
                          {"read": "date", "value": "arrives"}]}, told),
        step("delivered", "play", "已送达 Delivered",
             {"prompts": [*say("您的订单已送达，金额为：", "Your order has been delivered. The amount was"),
                          {"read": "money", "value": "total", "currency": "CNY"}]}, told),
        step("packed", "play", "备货中 Being packed",
             {"prompts": say("您的订单正在备货。", "Your order is being packed.")}, told),
        step("unknown", "play", "未找到 Not found",
             {"prompts": say("没有找到与此卡号相符的订单。", "There is no such order for this card.")}, told),
        step("failed", "play", "查询失败 No answer",
             {"prompts": say("暂时无法查询，为您转接人工服务。", "We cannot look it up now. Somebody will help you.")},
             {"done": agent, "error": agent}),
    )  # fmt: skip
