"""What python-pptx leaves undone, so that PowerPoint, Keynote and LibreOffice open a deck alike.

python-pptx starts from a 4:3 template, names no notes master (Keynote then refuses the file), and
plays a video only when the picture itself is clicked, which no presenter remote can do.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

__all__ = ["HEIGHT", "WIDTH", "colours", "on_click", "seal", "sections", "widescreen"]

WIDTH, HEIGHT = 12192000, 6858000
"""A 16:9 slide in EMU, as PowerPoint itself makes it: 13.333 by 7.5 inches."""

_OLD_WIDTH = 9144000
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"  # the extension that holds sections


def widescreen(deck: Any, layouts: Sequence[str]) -> None:
    """Make `deck` 16:9 with its master, and keep only the layouts of these names."""
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    # The template says type="screen4x3", which is now untrue; 16:9 has no type of its own.
    deck.element.find(f"{{{_P}}}sldSz").attrib.pop("type", None)
    for layout in list(deck.slide_layouts):
        if layout.name not in layouts:
            deck.slide_layouts.remove(layout)
    for page in (deck.slide_master, *deck.slide_layouts):
        for mark, name in (("off", "x"), ("ext", "cx")):
            for element in page.element.iter(f"{{{_A}}}{mark}"):
                if element.get(name) is not None:  # an a:ext of an extension list has no size
                    element.set(name, str(int(element.get(name)) * WIDTH // _OLD_WIDTH))


def colours(deck: Any, background: str, ink: str) -> None:
    """Set the master's background and text (``RRGGBB``), so that a lecturer can restyle it."""
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.opc.oxml import serialize_part_xml
    from pptx.oxml import parse_xml

    part = deck.slide_master.part.part_related_by(RT.THEME)
    theme = parse_xml(part.blob)
    # The second dark and light pair carries no text here; only the first is used.
    for tag, colour in (("dk1", ink), ("lt1", background)):
        holder = theme.find(f".//{{{_A}}}{tag}")
        for old in list(holder):
            holder.remove(old)
        holder.append(parse_xml(f'<a:srgbClr xmlns:a="{_A}" val="{colour}"/>'))
    part._blob = serialize_part_xml(theme)


def on_click(slide: Any, movie: Any, seconds: float) -> None:
    """Let the next click, key or press of a remote play `movie`; a click on it pauses.

    This is what PowerPoint writes for a video that starts "in click sequence".
    """
    from pptx.oxml import parse_xml

    old = slide.element.find(f"{{{_P}}}timing")
    if old is not None:
        slide.element.remove(old)
    timing = parse_xml(_TIMING.format(p=_P, shape=movie.shape_id, ms=round(seconds * 1000)))
    slide.element.find(f"{{{_P}}}clrMapOvr").addnext(timing)


def sections(deck: Any, starts: Sequence[tuple[str, int]]) -> None:
    """Group the slides: each name with the index of its first slide; the first must be 0."""
    from pptx.oxml import parse_xml

    slides = [entry.get("id") for entry in deck.element.find(f"{{{_P}}}sldIdLst")]
    ends = [first for _, first in starts[1:]] + [len(slides)]
    groups = []
    for (name, first), end in zip(starts, ends, strict=True):
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{first} {name}")).upper()
        members = "".join(f'<p14:sldId id="{k}"/>' for k in slides[first:end])
        groups.append(
            f'<p14:section name={quoteattr(name)} id="{{{key}}}">'
            f"<p14:sldIdLst>{members}</p14:sldIdLst></p14:section>"
        )
    deck.element.append(
        parse_xml(
            f'<p:extLst xmlns:p="{_P}"><p:ext uri="{_SECTIONS}">'
            f'<p14:sectionLst xmlns:p14="{_P14}">{"".join(groups)}</p14:sectionLst>'
            "</p:ext></p:extLst>"
        )
    )


def seal(deck: Any) -> None:
    """Name the notes master in the presentation, and drop the template's picture and printer."""
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.oxml import parse_xml

    relations = deck.part.rels
    master = next((key for key, rel in relations.items() if rel.reltype == RT.NOTES_MASTER), None)
    if master is not None and deck.element.find(f"{{{_P}}}notesMasterIdLst") is None:
        # The schema wants it right behind the slide masters.
        listed = parse_xml(
            f'<p:notesMasterIdLst xmlns:p="{_P}" xmlns:r="{_R}">'
            f'<p:notesMasterId r:id="{master}"/></p:notesMasterIdLst>'
        )
        deck.element.find(f"{{{_P}}}sldMasterIdLst").addnext(listed)
    for holder in (deck.part, deck.part.package):
        for key, rel in list(holder._rels.items()):
            if rel.reltype in (RT.PRINTER_SETTINGS, RT.THUMBNAIL):
                holder._rels.pop(key)


_TIMING = """<p:timing xmlns:p="{p}"><p:tnLst><p:par>
<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
 <p:seq concurrent="1" nextAc="seek">
  <p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst><p:par>
   <p:cTn id="3" fill="hold"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst>
   <p:childTnLst><p:par>
    <p:cTn id="4" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst>
    <p:childTnLst><p:par>
     <p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold"
      nodeType="clickEffect"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst>
      <p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr><p:cTn id="6" dur="{ms}" fill="hold"/>
       <p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cBhvr></p:cmd>
     </p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>
  </p:par></p:childTnLst></p:cTn>
  <p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>
  </p:prevCondLst>
  <p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>
  </p:nextCondLst>
 </p:seq>
 <p:video><p:cMediaNode vol="80000"><p:cTn id="7" fill="hold" display="0">
  <p:stCondLst><p:cond delay="indefinite"/></p:stCondLst></p:cTn>
  <p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cMediaNode></p:video>
 <p:seq concurrent="1" nextAc="seek">
  <p:cTn id="8" restart="whenNotActive" fill="hold" evtFilter="cancelBubble"
   nodeType="interactiveSeq">
   <p:stCondLst><p:cond evt="onClick" delay="0"><p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>
   </p:cond></p:stCondLst>
   <p:endSync evt="end" delay="0"><p:rtn val="all"/></p:endSync>
   <p:childTnLst><p:par>
    <p:cTn id="9" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst>
    <p:childTnLst><p:par>
     <p:cTn id="10" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst>
     <p:childTnLst><p:par>
      <p:cTn id="11" presetID="2" presetClass="mediacall" presetSubtype="0" fill="hold"
       nodeType="clickEffect"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst>
       <p:cmd type="call" cmd="togglePause"><p:cBhvr><p:cTn id="12" dur="1" fill="hold"/>
        <p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cBhvr></p:cmd>
      </p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>
   </p:par></p:childTnLst></p:cTn>
  <p:nextCondLst><p:cond evt="onClick" delay="0"><p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>
  </p:cond></p:nextCondLst>
 </p:seq>
</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"""
