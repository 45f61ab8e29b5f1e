"""The demo's flows: the short hotline behind 4000 and 4001, the whole service line behind 4002, faxes at 4003, and the survey."""

from ivr.flow import Flow
from ivr.flow_building import flow, say, step
from ivr.flow_templates import ASKED, order_steps, survey_steps
from ivr.hours import DAY_MINUTES, Calendar, Span

SHOP_HOST = "shop.demo"
"""Stands for the demo's own web service; only a site with demo data knows where that is."""
CALENDAR = Calendar(
    id="office", name="营业时间 Opening hours", zone="Asia/Shanghai", week=((Span(opens=0, closes=DAY_MINUTES),),) * 7
)
"""Always open, so that the demo can be tried at any hour."""
HOTLINE = Flow.model_validate(
    {
        "id": "hotline",
        "name": "客服热线 Service hotline",
        "start": "menu",
        "steps": {
            "menu": {
                "type": "menu",
                "label": "主菜单 Main menu",
                "prompts": say(
                    "您好，欢迎致电客服热线，通话可能会被录音。产品销售请按一，技术支持请按二，投诉请按三，人工服务请按零。",
                    "Welcome. Calls may be recorded. For sales, press 1. For support, press 2. For complaints, press 3. "
                    "To speak to someone, press 0.",
                ),
                "choices": {"1": "sales", "2": "support", "3": "complaints", "0": "support"},
                "timeout_seconds": 6,
                "retries": 2,
                "invalid_prompts": say("对不起，没有这个选项。", "Sorry, that is not one of the choices."),
                "timeout_prompts": say("没有收到您的按键。", "No key was pressed."),
                "on_failure": "support",
            },
            "sales": {"type": "queue", "label": "产品销售 Sales", "queue": "sales"},
            "support": {"type": "queue", "label": "技术支持 Support", "queue": "support"},
            "complaints": {"type": "queue", "label": "投诉受理 Complaints", "queue": "complaints"},
        },
    }
)
SURVEY = Flow.model_validate(flow("satisfaction", "满意度调查 Satisfaction", survey_steps()))
_ORDER = order_steps(f"http://{SHOP_HOST}/demo/orders/{{order}}", after="more", agent="support")
SERVICE = Flow.model_validate(
    flow(
        "service",
        "全功能热线 Service line",
        (
            step("welcome", "play", "欢迎 Welcome",
                 {"prompts": say("您好，欢迎致电云帆商城，通话可能会被录音。", "Welcome to the Sail Store. Calls may be recorded.")},
                 {"done": "language", "error": "language"}),
            step("language", "language", "语言 Language",
                 {"prompts": [{"say": {"zh-CN": "中文请按一。"}}, {"say": {"en": "For English, press 2."}}],
                  "choices": {"1": "zh-CN", "2": "en"}, **ASKED, "first_digit_seconds": 4, "retries": 1},
                 {"done": "hours", "timeout": "hours", "no_match": "hours"}),
            step("hours", "hours", "营业时间 Hours", {"calendar": CALENDAR.id},
                 {"open": "who", "closed": "closed", "error": "who"}),
            step("closed", "menu", "下班 Closed",
                 {"prompts": say("现在是非工作时间。需要回电请按一，留言请按二。",
                                 "We are closed now. To be called back, press 1. To leave a message, press 2."),
                  "choices": {"1": "回电 Callback", "2": "留言 Message"}, **ASKED},
                 {"1": "callback", "2": "message", "timeout": "goodbye", "no_match": "goodbye"}),
            step("who", "look_up", "客户 Customer", exits={"found": "tier", "not_found": "menu", "timeout": "menu"}),
            step("tier", "branch", "贵宾？ VIP?", {"cases": [{"outcome": "vip", "when": 'customer.tier == "vip"'}]},
                 {"vip": "vip", "otherwise": "menu", "error": "menu"}),
            step("vip", "play", "贵宾问候 VIP greeting",
                 {"prompts": say("{customer.name}，您好，为您优先接通人工服务。",
                                 "Hello {customer.name}. We are connecting you with priority.")},
                 {"done": "first", "error": "first"}),
            step("first", "queue", "贵宾优先 VIP first", {"queue": "sales", "priority_seconds": 300}, {"error": "support"}),
            step("menu", "menu", "主菜单 Main menu",
                 {"prompts": say("订单查询请按一，投诉请按二，技术支持请按三，传真请按四，需要回电请按五，人工服务请按零。",
                                 "For the status of an order, press 1. For complaints, press 2. For technical support, press 3. "
                                 "To send a fax, press 4. To be called back, press 5. To speak to someone, press 0."),
                  "choices": {"1": "查询 Queries", "2": "投诉 Complaints", "3": "技术 Technical", "4": "传真 Fax",
                              "5": "回电 Callback"},
                  "retries": 2, **ASKED},
                 {"1": "order", "2": "complaints", "3": "support", "4": "fax", "5": "callback", "timeout": "sales",
                  "no_match": "sales"}),
            *_ORDER,
            step("more", "menu", "还需要什么 Anything else?",
                 {"prompts": say("再查一个订单请按一，人工服务请按零，结束请按九。",
                                 "For another order, press 1. To speak to someone, press 0. To end, press 9."),
                  "choices": {"1": "再查 Another order", "9": "结束 End"}, "retries": 1, **ASKED},
                 {"1": "order", "9": "survey", "timeout": "survey", "no_match": "survey"}),
            step("survey", "sub_flow", "满意度 Survey", {"flow": "satisfaction"}, {"done": "goodbye", "error": "goodbye"}),
            step("fax", "fax", "传真 Fax",
                 {"prompts": say("请现在按下传真机的发送键。", "Please press the start key of your fax machine now."),
                  "variable": "pages", "queue": "support"},
                 {"received": "thanks", "failed": "support", "timeout": "support"}),
            step("thanks", "play", "已收到 Received",
                 {"prompts": say("已收到传真，共{pages}页，谢谢。", "Thank you. We received {pages} pages.")},
                 {"done": "goodbye", "error": "goodbye"}),
            step("callback", "callback", "回电 Callback", {"queue": "support"}, {"error": "message"}),
            step("message", "voicemail", "留言 Message", {"queue": "support"}, {"error": "goodbye"}),
            step("sales", "queue", "人工服务 Person", {"queue": "sales"}, {"error": "goodbye"}),
            step("support", "queue", "技术支持 Support", {"queue": "support"}, {"error": "message"}),
            step("complaints", "queue", "投诉受理 Complaints", {"queue": "complaints"}, {"error": "message"}),
            step("goodbye", "hang_up", "结束 Goodbye"),
        ),
        person="sales",
        variables={"order": "", "status": "", "arrives": "", "total": 0, "pages": 0},
    )
)  # fmt: skip
FAX_LINE = Flow.model_validate(
    flow(
        "fax-line",
        "传真线 Fax line",
        (
            step("fax", "fax", "传真 Fax", exits={"received": "end", "failed": "end", "timeout": "end"}),
            step("end", "hang_up", "结束 End"),
        ),
    )
)
FLOWS = (HOTLINE, SURVEY, SERVICE, FAX_LINE)
"""In the order in which they can be published: the service line calls the survey."""
