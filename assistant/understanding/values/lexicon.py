"""Things that callers name: weapons, substances, vehicles, kin, animals, clothing."""

from __future__ import annotations

import re
from functools import lru_cache


def _any_of(words: str) -> str:
    """Alternatives for a pattern, longest first, so that `box cutter` is not found as `cutter`."""
    parts = [" ".join(part.split()) for part in words.split(",")]
    return "|".join(sorted(parts, key=len, reverse=True))


COLOURS = _any_of("""
    black, white, red, blue, green, silver, gr[ae]y, gold, tan, brown, yellow, orange,
    purple, maroon, dark, light, beige, pink, dark blue, light blue
    """)  # fmt: skip
WEAPONS = _any_of("""
    gun, guns, handgun, hand gun, pistol, rifle, shotgun, shot gun, revolver, firearm,
    glock, ar-?15, assault rifle, machine gun, nine millimeter, 9 ?mm, 22, \\.?38, \\.?45,
    knife, knives, butcher knife, kitchen knife, pocket knife, machete, sword, axe, ax,
    hatchet, hammer, baseball bat, bat, crowbar, tire iron, pipe, club, stick, taser,
    stun gun, pepper spray, bb gun, pellet gun, box cutter, scissors, screwdriver, razor,
    razor blade, bomb, pipe bomb, explosives, grenade, molotov, bow, crossbow, brick, rock,
    bottle, chainsaw, shovel, ice pick, blade
    """)  # fmt: skip
SUBSTANCES = _any_of("""
    heroin, fentanyl, cocaine, crack, meth, methamphetamine, oxy, oxys, oxycontin,
    oxycodone, percocet, percs, vicodin, hydrocodone, morphine, methadone, suboxone, xanax,
    valium, klonopin, ativan, ambien, sleeping pills, tylenol, acetaminophen, aspirin,
    ibuprofen, advil, benadryl, insulin, alcohol, vodka, whiskey, beer, liquor, wine,
    drinking, drunk, weed, marijuana, edibles, gummies, mushrooms, acid, lsd, ecstasy,
    molly, ketamine, pcp, k2, spice, bath salts, bleach, antifreeze, drain cleaner, poison,
    pills, antidepressants, zoloft, prozac, lithium, trazodone, blood pressure pills,
    heart pills, gabapentin, adderall, ritalin, painkillers, pain pills, muscle relaxers,
    carbon monoxide, gasoline, paint thinner, glue, opioids?, tranq
    """)  # fmt: skip
_MAKES = _any_of("""
    toyota, honda, ford, chevy, chevrolet, dodge, nissan, hyundai, kia, jeep, gmc, bmw,
    mercedes, audi, lexus, subaru, mazda, volkswagen, vw, tesla, chrysler, buick, cadillac,
    lincoln, acura, infiniti, volvo, mitsubishi, pontiac, camry, corolla, civic, accord,
    altima, mustang, charger, impala, malibu, tahoe, explorer, silverado, f-?150, ram,
    wrangler, cherokee, prius, escalade, suburban, camaro, challenger, elantra, sonata,
    sentra, corvette, tacoma
    """)  # fmt: skip
_BODIES = _any_of("""
    car, truck, pickup, pick-?up truck, suv, van, minivan, sedan, motorcycle, motorbike,
    bike, bus, school bus, semi, semi truck, tractor trailer, eighteen wheeler, 18 wheeler,
    box truck, jeep, hatchback, coupe, station wagon, moped, scooter, atv, four wheeler,
    dirt bike, rv, trailer, taxi, cab, u-?haul, tanker
    """)  # fmt: skip
_VEHICLE = re.compile(
    rf"\b(?:(?:(?:19|20)\d\d|{COLOURS}|older|newer|two[- ]door|four[- ]door|big|small|little|"
    rf"old|new)\s+)*"
    rf"(?:(?:{_MAKES})(?:\s+(?:{_MAKES}))?(?:\s+(?:{_BODIES}))?|(?:{_BODIES}))\b",
    re.I,
)
_PLATE = re.compile(
    r"\b(?:licen[cs]e|plate|tag)s?(?:\s+(?:plate|number|tag))?(?:\s+(?:is|was|says|"
    r"starts with))?[\s:,]+"
    r"((?:[A-Z0-9]{1,4}[\s-]?){2,4})\b",
    re.I,
)
KIN = _any_of("""
    husband, wife, ex-?husband, ex-?wife, boyfriend, girlfriend, ex-?boyfriend,
    ex-?girlfriend, ex, fianc[eé]e?, partner, mother, father, mom, mommy, dad, daddy, mama,
    papa, stepdad, stepfather, stepmom, stepmother, son, stepson, daughter, stepdaughter,
    brother, sister, stepbrother, stepsister, uncle, aunt, cousin, nephew, niece, grandma,
    grandmother, grandpa, grandfather, grandson, granddaughter, grandchild, mother-in-law,
    father-in-law, brother-in-law, son-in-law, neighbor, neighbour, roommate, friend,
    co-?worker, coworker, boss, landlord, tenant, stranger, patient, student, teacher,
    customer, employee, babysitter, nurse, caretaker, caregiver, classmate, baby, kid, child
    """)  # fmt: skip
_STRANGER = re.compile(
    r"\b(?:never seen (?:him|her|them)|don'?t know (?:him|her|them)|no relation)\b", re.I
)
ANIMALS = _any_of("""
    dog, dogs, pit ?bulls?, german shepherd, rottweiler, puppy, cat, bear, coyote, snake,
    rattlesnake, alligator, gator, shark, raccoon, bull, cow, horse, deer, moose,
    mountain lion, cougar, bobcat, bees, wasps, hornets, spider, bat, chimpanzee, chimp,
    monkey, tiger, lion, wolf, fox, pig, boar, goat, rooster, rat, jellyfish, stingray
    """)  # fmt: skip
_CLOTHES = _any_of("""
    shirt, t-?shirt, hoodie, sweatshirt, sweater, jacket, coat, pants, jeans, shorts, hat,
    cap, ball cap, beanie, mask, shoes, sneakers, boots, dress, skirt, backpack, gloves,
    bandana, ski mask, pajamas, uniform, vest, scarf, glasses, sweatpants, tank top,
    wearing, dressed, clothes, clothing, bookbag, purse, socks, suit
    """)  # fmt: skip
_LOOKS = _any_of("""
    hair, beard, mustache, goatee, tattoos?, bald, tall, short, skinny, thin, heavy,
    heavyset, fat, stocky, slim, big, muscular, feet, foot, pounds, white, black, hispanic,
    latino, asian, mixed, native, male, female, man, woman, guy, boy, girl, teenager, blond,
    blonde, brunette, dreads, braids, ponytail, eyes, light skin, dark skin, build
    """)  # fmt: skip
BUILDINGS = _any_of("""
    house, home, apartment, apartments, apartment building, apartment complex, duplex,
    townhouse, townhome, condo, mobile home, trailer, single story, two story, two-story,
    three story, one story, high ?rise, office building, school, church, store, warehouse,
    barn, shed, garage, hotel, motel, restaurant, factory, hospital, nursing home, business,
    cabin, shop, gas station, strip mall, dormitory, dorm
    """)  # fmt: skip
LANGUAGES = _any_of("""
    spanish, french, english, mandarin, cantonese, chinese, vietnamese, korean, russian,
    arabic, portuguese, tagalog, polish, german, italian, hindi, urdu, haitian, creole,
    japanese, somali, ukrainian, farsi, punjabi, sign language, espa[nñ]ol
    """)  # fmt: skip
SERVICES = _any_of("""
    police, cops, officer, sheriff, deputies, fire department, fire, firefighters?,
    ambulance, paramedics?, medics?, ems, rescue, medical, coast guard
    """)  # fmt: skip
_MALE = re.compile(
    r"\b(?:he|he's|him|his|male|man|boy|guy|husband|father|dad|son|brother|grandpa|grandfather|uncle|nephew|"
    r"boyfriend|gentleman|grandson)\b", re.I,
)  # fmt: skip
_FEMALE = re.compile(
    r"\b(?:she|she's|her|hers|female|woman|girl|lady|wife|mother|mom|daughter|sister|grandma|grandmother|aunt|"
    r"niece|girlfriend|granddaughter)\b", re.I,
)  # fmt: skip
_DIRECTION = re.compile(
    r"\b(?:(?:heading|headed|going|went|ran|driving|drove|walking|took off|left|running|fled|"
    r"travell?ing|turned)\s+)?"
    r"(?:(?:north|south|east|west)(?:bound|east|west)?(?:\s+(?:on|down|up|"
    r"along)\s+(?:the )?[\w' -]{2,30})?"
    r"|(?:towards?|down|up|onto|through|into|across|behind|along|back to)\s+(?:the |my |a |his )?"
    r"[\w']+(?:\s+[\w']+){0,3}|on foot|that way|left|right)\b",
    re.I,
)


@lru_cache(maxsize=64)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){'(?:' + words + ')'}(?![\w])", re.I)


def named(words: str, text: str) -> str | None:
    """All the things of one kind that a text names, in its order, without repeats."""
    found = (match[0].lower() for match in _pattern(words).finditer(text))
    return ", ".join(dict.fromkeys(found)) or None


def find_vehicle(text: str) -> str | None:
    """A vehicle with its colour and make, and its plate when one is read out."""
    vehicles = dict.fromkeys(match[0].lower() for match in _VEHICLE.finditer(text))
    plate = _PLATE.search(text)
    parts = [*vehicles, f"plate {plate[1].strip().upper()}"] if plate else list(vehicles)
    return ", ".join(parts) or None


def find_relationship(text: str) -> str | None:
    """Who somebody is to the caller, or `stranger`."""
    return named(KIN, text) or ("stranger" if _STRANGER.search(text) else None)


def find_sex(text: str) -> str | None:
    """`male` or `female` when the words show one of the two only."""
    male, female = bool(_MALE.search(text)), bool(_FEMALE.search(text))
    if male == female:
        return None
    return "male" if male else "female"


def find_direction(text: str) -> str | None:
    """Where somebody went: a compass direction, or towards something."""
    match = _DIRECTION.search(text)
    return match[0].strip() if match else None


def describes(text: str) -> bool:
    """Whether a text describes looks or clothing."""
    return bool(_pattern(_CLOTHES).search(text) or _pattern(_LOOKS).search(text)
                or _pattern(COLOURS).search(text))  # fmt: skip


def names_clothes(text: str) -> bool:
    """Whether a text names something to wear."""
    return bool(_pattern(_CLOTHES).search(text))
