"""What headers call things, in English and Chinese; the first line that matches decides."""

from __future__ import annotations

import re

_SAID: tuple[tuple[str, str], ...] = (
    ("email", r"e-?mail|邮箱|郵箱|电子邮件|電子郵件"),
    ("phone", r"phone|mobile|\btel\b|手机|手機|电话|電話"),
    ("nps", r"\bnps\b|nps[_\d]|net.?pro|recommend|推荐|推薦"),
    ("csat", r"csat|satisf|满意|滿意"),
    ("ces", r"\bces\b|effort|easy to|easily|省力|费力|費力|轻松|輕鬆"),
    ("weight", r"^weight$|^wt$|权重|權重"),
    (
        "response",
        r"respon(se|dent).?(id|num|no)|respnum|review.?id|feedback.?id|answer.?id|答卷|回复编号|回覆編號|问卷编号|評論編號|评论编号",
    ),
    ("order", r"order.?(id|no|num)|^order$|订单(号|编号|id)|訂單(號|編號|id)|单号|單號"),
    (
        "customer",
        r"^(\w+[\s_.-])?(customer|user|client|member|person|account)s?([\s_.-]*(\w+[\s_.-])?(id|no|num|number|key|code))?$"
        r"|客户|客戶|会员|會員|用户|用戶|买家|買家",
    ),
    ("event", r"(event|interaction|call|ticket|activity|task).?(id|no)|concept:instance|流水号|流水號"),
    ("amount", r"amount|total|paid|price|revenue|value$|金额|金額|实付|實付|总价|總價|价格|價格"),
    ("items", r"quantity|\bqty\b|items|number_of|数量|數量|件数|件數"),
    ("status", r"status|状态|狀態"),
    ("at", r"date|time|created|submitted|recorded|_at$|^at$|^when|时间|時間|日期"),
    ("rating", r"rating|score|stars?$|rate\b|评分|評分|打分|星级|星級|评价|評價|分数|分數|得分"),
    ("text", r"comment|review|message|verbatim|feedback|\btext\b|意见|意見|建议|建議|评论|評論|留言|内容|內容"),
    ("language", r"^lang|language|语言|語言"),
    ("channel", r"channel|渠道|通路"),
    ("touchpoint", r"touch.?point|触点|觸點"),
    ("unit", r"^(store|branch|shop|outlet|unit)(.?(id|no|name|code))?$|门店|門市|门市|分店|网点|網點|据点|據點"),
    ("employee", r"agent|employee|server|resource|handled.?by|客服|员工|員工|坐席"),
    ("journey", r"case:concept:name|case.?id|session.?id"),
    ("activity", r"^activity|concept:name|^event|^action|事件|行为|行為"),
    ("name", r"^((full|customer|user|client|member|contact).?)?name$|姓名|称呼|稱呼"),
    ("gender", r"gender|^sex$|性别|性別"),
    ("birth_year", r"birth.?year|出生年"),
    ("city", r"city|城市"),
    ("region", r"state$|province|region|省份|地区|地區"),
    ("country", r"country|国家|國家"),
)
_COMPILED = tuple((meaning, re.compile(pattern, re.IGNORECASE)) for meaning, pattern in _SAID)


_ASKED = ("nps", "csat", "ces", "rating", "text")
_WORDS_OF_A_NAME = 5


def meaning_of(header: str, label: str = "") -> str:
    """What a header says its column is; '' when it says nothing we know.

    A whole sentence is a question somebody was asked, whatever other words it has in it.
    """
    for said in (header.strip(), label.strip()):
        question = said.endswith(("?", "？")) or len(said.split()) > _WORDS_OF_A_NAME
        for meaning, pattern in _COMPILED:
            if said and pattern.search(said) and (not question or meaning in _ASKED):
                return meaning
    return ""
