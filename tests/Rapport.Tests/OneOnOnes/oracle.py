"""When pairs meet, worked out a second time by other means: dateutil's recurrence rules and the machine's zone data.

    oracle.py SETS [ZONEINFO]

Each set is one weekday and local time for each of 30 zones, in all four cadences, from 2024 to 2036. Every other set
aims at an hour that the zone's clocks skip or repeat. Lines, separated by blanks:

    data VERSION DATEUTIL          the release of the zone data
    zone NAME
    offset UTC-SECONDS SECONDS     from then on the zone is so far from UTC
    rhythm NAME CADENCE WEEKDAY HH:MM FROM
    slot DAY START OPENS CLOSES KIND     UTC seconds; KIND is plain, skipped or repeated
"""

import os
import random
import sys
import zoneinfo
from datetime import date, datetime, time, timedelta, timezone

import dateutil
from dateutil import relativedelta, rrule, tz

ZONES = """
Europe/Berlin Europe/London Europe/Dublin Europe/Lisbon Europe/Athens Europe/Istanbul Europe/Chisinau Africa/Casablanca
Africa/Cairo Africa/Lagos Asia/Beirut Asia/Jerusalem Asia/Tehran Asia/Kolkata Asia/Kathmandu Asia/Tokyo Asia/Singapore
Australia/Sydney Australia/Adelaide Australia/Lord_Howe Pacific/Auckland Pacific/Chatham Pacific/Apia America/New_York
America/Vancouver America/St_Johns America/Havana America/Santiago America/Sao_Paulo America/Nuuk
""".split()

WEEKDAYS = [rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU]
FIRST, LAST = date(2024, 1, 1), date(2036, 12, 31)
EPOCH = datetime(1970, 1, 1)


def seconds(local):
    """UTC seconds of a local time: the first pass of a repeated one, a skipped one as far past the gap."""
    real = tz.resolve_imaginary(local.replace(fold=0))
    return int((real.replace(tzinfo=None) - real.utcoffset() - EPOCH).total_seconds())


def kind(local):
    if not tz.datetime_exists(local):
        return "skipped"
    return "repeated" if tz.datetime_ambiguous(local) else "plain"


def offsets(zone):
    """Every change of the offset, found by asking each quarter of an hour of the days on which it changes."""
    found, known = [], None
    day = datetime(2023, 12, 25, tzinfo=timezone.utc)
    while day.year < 2037 or day.month < 7:
        if day.astimezone(zone).utcoffset() != known or (day + timedelta(days=1)).astimezone(zone).utcoffset() != known:
            for quarter in range(96):
                at = day + timedelta(minutes=15 * quarter)
                if at.astimezone(zone).utcoffset() != known:
                    known = at.astimezone(zone).utcoffset()
                    found.append((int(at.timestamp()), int(known.total_seconds())))
        day += timedelta(days=1)
    return found


def drawn(chance, zone, changes, aimed):
    """A weekday, a time and a first day. An aimed one meets a change of the clocks in all four cadences."""
    inside = [
        (at, before, after)
        for (_, before), (at, after) in zip(changes, changes[1:])
        if EPOCH + timedelta(seconds=at) < datetime(2036, 12, 1)
    ]
    if not aimed or not inside:
        day = FIRST + timedelta(days=chance.randrange(366))
        return day, time(chance.randrange(24), chance.choice([0, 5, 15, 30, 45, 59]))

    at, before, after = chance.choice(inside)
    length = abs(after - before)
    edge = EPOCH + timedelta(seconds=at + min(before, after))
    local = edge + timedelta(seconds=chance.choice([0, 60, length // 2, length - 60]))
    quarters = chance.randrange(1 + ((local.year - 2024) * 12 + local.month - 1) // 3)
    month = local.date().replace(day=1) - relativedelta.relativedelta(months=3 * quarters)
    ordinal = (local.day + 6) // 7
    weekday = WEEKDAYS[local.weekday()]
    first = month + relativedelta.relativedelta(weekday=weekday(+1), days=7 * (ordinal - 1))
    if ordinal == 5:
        first = month + relativedelta.relativedelta(day=31, weekday=weekday(-1))
    return first, local.time()


def days(cadence, first, weekday):
    start = datetime.combine(first, time())
    until = datetime.combine(LAST + timedelta(days=120), time())
    if cadence == "Weekly":
        return rrule.rrule(rrule.WEEKLY, dtstart=start, until=until, byweekday=weekday)
    if cadence == "EveryTwoWeeks":
        return rrule.rrule(rrule.WEEKLY, interval=2, dtstart=start, until=until, byweekday=weekday)
    ordinal = (first.day + 6) // 7
    nth = weekday(-1) if ordinal == 5 else weekday(+ordinal)
    return rrule.rrule(rrule.MONTHLY, interval=3 if cadence == "Quarterly" else 1, dtstart=start, until=until, byweekday=nth)


def main():
    sets = int(sys.argv[1])
    folder = sys.argv[2] if len(sys.argv) > 2 else "/usr/share/zoneinfo"
    zoneinfo.reset_tzpath([folder])
    with open(os.path.join(folder, "tzdata.zi"), encoding="utf-8") as data:
        print("data", data.readline().split()[-1], dateutil.__version__)

    zones = {name: zoneinfo.ZoneInfo(name) for name in ZONES}
    changes = {name: offsets(zone) for name, zone in zones.items()}
    for name in ZONES:
        print("zone", name)
        for at, offset in changes[name]:
            print("offset", at, offset)

    for number in range(sets):
        for name, zone in zones.items():
            chance = random.Random(f"{name} {number}")
            wanted, at = drawn(chance, zone, changes[name], number % 2 == 0)
            weekday = WEEKDAYS[wanted.weekday()]
            since = wanted - timedelta(days=chance.randrange(7))
            for cadence in ("Weekly", "EveryTwoWeeks", "Monthly", "Quarterly"):
                first = since + relativedelta.relativedelta(weekday=weekday(+1))
                print("rhythm", name, cadence, wanted.strftime("%A"), at.strftime("%H:%M"), since.isoformat())
                listed = [day.date() for day in days(cadence, first, weekday)]
                opens = [
                    seconds(datetime.combine(day + relativedelta.relativedelta(weekday=rrule.MO(-1)), time(), zone))
                    for day in listed
                ]
                for i, day in enumerate(listed[:-1]):
                    if day > LAST:
                        break
                    planned = datetime.combine(day, at, zone)
                    print("slot", day.isoformat(), seconds(planned), opens[i], opens[i + 1], kind(planned))


main()
