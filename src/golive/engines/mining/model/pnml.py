"""Petri nets as PNML, the interchange format of other process-mining tools (ISO/IEC 15909-2)."""

from __future__ import annotations

import xml.etree.ElementTree as Xml
from pathlib import Path

from defusedxml.ElementTree import fromstring

from golive.engines.mining.model.net import Marking, PetriNet, Transition

NAMESPACE = "http://www.pnml.org/version-2009/grammar/pnml"
_TYPE = "http://www.pnml.org/version-2009/grammar/pnmlcoremodel"


class PnmlError(ValueError):
    """The text is no net that could be read; the message says where."""


def write_pnml(net: PetriNet, path: Path) -> None:
    root = Xml.Element("pnml", xmlns=NAMESPACE)
    body = Xml.SubElement(root, "net", id="net1", type=_TYPE)
    page = Xml.SubElement(body, "page", id="page1")
    for number in range(net.places):
        place = Xml.SubElement(page, "place", id=f"p{number}")
        Xml.SubElement(Xml.SubElement(place, "name"), "text").text = f"p{number}"
        if net.initial.get(number):
            Xml.SubElement(Xml.SubElement(place, "initialMarking"), "text").text = str(net.initial[number])
    for number, t in enumerate(net.transitions):
        item = Xml.SubElement(page, "transition", id=f"t{number}")
        Xml.SubElement(Xml.SubElement(item, "name"), "text").text = t.label or f"t{number}"
        if t.label is None:
            Xml.SubElement(item, "toolspecific", tool="ProM", version="6.4", activity="$invisible$")
        pairs = [(f"p{p}", f"t{number}") for p in t.inputs] + [(f"t{number}", f"p{p}") for p in t.outputs]
        for i, (source, target) in enumerate(pairs):
            Xml.SubElement(page, "arc", id=f"a{number}_{i}", source=source, target=target)
    finals = Xml.SubElement(body, "finalmarkings")
    for final in net.finals:
        marking = Xml.SubElement(finals, "marking")
        for number, tokens in final.items():
            place = Xml.SubElement(marking, "place", idref=f"p{number}")
            Xml.SubElement(place, "text").text = str(tokens)
    Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def read_pnml(text: bytes) -> PetriNet:
    """PnmlError for what is no PNML. Without final markings, the places from which no arc leaves."""
    try:
        root = fromstring(text)
    except Exception as error:
        raise PnmlError(str(error)) from error
    for item in root.iter():
        item.tag = item.tag.rpartition("}")[2]
    if root.tag != "pnml":
        raise PnmlError(f"<{root.tag}> is no PNML")
    places = {p.get("id", ""): number for number, p in enumerate(p for p in root.iter("place") if p.get("id"))}
    transitions = {t.get("id", ""): (_label(t), [], []) for t in root.iter("transition")}  # type: ignore[var-annotated]
    for arc in root.iter("arc"):
        source, target = arc.get("source", ""), arc.get("target", "")
        if source in places and target in transitions:
            transitions[target][1].append(places[source])
        elif source in transitions and target in places:
            transitions[source][2].append(places[target])
        else:
            raise PnmlError(f"arc {arc.get('id')} joins nothing")
    initial = {places[p.get("id", "")]: n for p in root.iter("place") if p.get("id") and (n := _tokens(p))}
    finals = tuple(m for item in root.iter("marking") if (m := _final(item, places)))
    steps = tuple(Transition(label, tuple(i), tuple(o), label or "") for label, i, o in transitions.values())
    if not finals:
        left = set(places.values()) - {p for t in steps for p in t.inputs}
        finals = tuple({p: 1} for p in sorted(left))
    return PetriNet(len(places), steps, initial, finals)


def _label(transition: Xml.Element) -> str | None:
    hidden = any(item.get("activity") == "$invisible$" for item in transition.iter("toolspecific"))
    text = transition.findtext("name/text")
    return None if hidden or not text else text


def _tokens(place: Xml.Element) -> int:
    return int((place.findtext("initialMarking/text") or "0").strip())


def _final(marking: Xml.Element, places: dict[str, int]) -> Marking:
    counted = {places[p.get("idref", "")]: int((p.findtext("text") or "1").strip()) for p in marking.iter("place")}
    return {p: n for p, n in counted.items() if n}
