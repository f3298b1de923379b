from datetime import date

from golive.apps.training import services


def course(cast, questions=2, **values):
    data = {"title": "销售订单录入", "due_on": date(2026, 12, 15), "lesson": "先查客户，再录订单。"}
    made = services.add_course(cast.vendor, cast.project, **{**data, **values})
    for n in range(questions):
        services.add_question(cast.vendor, made, text=f"第 {n} 题", choices=["对", "错", "不知道"], right=0)
    return made


def right(course):
    return {q.pk: q.right for q in course.questions.all()}


def wrong(course):
    return {q.pk: q.right + 1 for q in course.questions.all()}
