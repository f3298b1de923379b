"""Write src/golive/engines/worktime/cn_days.json: the exceptional dates of the Chinese working calendar.

    pip install chinesecalendar holidays && python tools/china_days.py

Run once a year, when the State Council has announced the next year and `chinesecalendar` carries it. Announced years
come from chinesecalendar (holidays and shifted working days). The years after them come from `holidays`: statutory
days from the law and the lunar calendar, made-up weekdays included, no shifted working days; they are provisional.
The product itself needs neither package.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import chinese_calendar.constants as announced
import holidays

OUT = Path(__file__).parents[1] / "src/golive/engines/worktime/cn_days.json"
PROVISIONAL_YEARS = 9
FIXED = {"01-01": "new_year", "05-01": "labour_day", "05-02": "labour_day"} | {
    f"10-0{n}": "national_day" for n in (1, 2, 3)
}
NAMES = {
    "New Year": "new_year",
    "Chinese New Year": "spring_festival",
    "Spring Festival": "spring_festival",
    "Tomb-": "tomb_sweeping",
    "Labor": "labour_day",
    "Labour": "labour_day",
    "Dragon": "dragon_boat",
    "Mid-": "mid_autumn",
    "National": "national_day",
    "Anti-Fascist": "victory_day",
}


def code(name: str) -> str:
    return next(NAMES[start] for start in sorted(NAMES, key=len, reverse=True) if name.startswith(start))


def of_year(days: dict[date, str], year: int) -> dict[str, str]:
    return {f"{d:%m-%d}": code(name) for d, name in sorted(days.items()) if d.year == year}


def main() -> None:
    years: dict[str, dict[str, object]] = {}
    last = max(announced.holidays).year
    for year in range(min(announced.holidays).year, last + 1):
        years[str(year)] = {
            "status": "official",
            "holiday": of_year(announced.holidays, year),
            "workday": of_year(announced.workdays, year),
        }
    for year in range(last + 1, last + 1 + PROVISIONAL_YEARS):
        law = dict(holidays.country_holidays("CN", years=year, language="en_US").items())
        assert not any("substituted" in n for n in law.values()), f"{year} is announced after all"
        years[str(year)] = {"status": "provisional", "holiday": of_year(law, year)}
    sources = {
        "official": "State Council notice, as collected by chinesecalendar",
        "provisional": "statute and lunar calendar, as computed by holidays; shifted days not announced",
    }
    head = {"region": "CN", "sources": sources, "fixed": FIXED}
    text = json.dumps(head, indent=1)[:-2] + ',\n "years": {\n'
    text += ",\n".join(f'  "{year}": {json.dumps(entry)}' for year, entry in years.items()) + "\n }\n}\n"
    OUT.write_text(re.sub(r" +\n", "\n", text), "utf8")


if __name__ == "__main__":
    main()
