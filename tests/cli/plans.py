"""Small MS Project XML files for the tests of commands."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="http://schemas.microsoft.com/project">
<Title>Go-live</Title><ScheduleFromStart>1</ScheduleFromStart><StartDate>2026-11-20T08:00:00</StartDate>
<CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>
<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar>
<Exceptions><Exception><TimePeriod><FromDate>2026-11-24T00:00:00</FromDate><ToDate>2026-11-24T23:59:00</ToDate></TimePeriod>
<Type>1</Type><DayWorking>0</DayWorking></Exception></Exceptions>
<WeekDays>%s</WeekDays></Calendar></Calendars><Tasks>
"""
HOURS = (
    "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
    "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"
)


def week_days() -> str:
    free = "".join(f"<WeekDay><DayType>{n}</DayType><DayWorking>0</DayWorking></WeekDay>" for n in (1, 7))
    return free + "".join(
        f"<WeekDay><DayType>{n}</DayType><DayWorking>1</DayWorking>{HOURS}</WeekDay>" for n in range(2, 7)
    )


def task(uid: int, name: str, hours: int, *preds: int, level: int = 1, more: str = "") -> str:
    links = "".join(
        f"<PredecessorLink><PredecessorUID>{p}</PredecessorUID><Type>1</Type><LinkLag>0</LinkLag></PredecessorLink>"
        for p in preds
    )
    return (
        f"<Task><UID>{uid}</UID><Name>{name}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>PT{hours}H0M0S</Duration><DurationFormat>7</DurationFormat>{more}{links}</Task>"
    )


def plan(*tasks: str) -> str:
    return HEAD % week_days() + "".join(tasks) + "</Tasks></Project>"


STAGES = plan(
    task(1, "准备", 0),
    task(2, "清洗数据", 16, level=2),
    task(3, "培训", 8, level=2),
    task(4, "上线", 0, 1),
)
