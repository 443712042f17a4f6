// Reads a calendar from standard input with a public reader, and says what it found as JSON.
//
// The one rule: nothing is mended here; what the reader does not read is not said. The reader's own
// file is the first argument.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]).href);
// The reader is of RFC 5545 and is told of the property that RFC 7986 adds.
ICAL.design.icalendar.property.name = { defaultType: "text" };
const text = readFileSync(0, "utf8");
const root = new ICAL.Component(ICAL.parse(text));
if (root.name !== "vcalendar") throw new Error(`one calendar was expected, not ${root.name}`);

const value = (part, name) => {
  const all = part.getAllProperties(name);
  if (all.length > 1) throw new Error(`${name} is there ${all.length} times`);
  return all.length === 0 ? null : String(all[0].getFirstValue());
};
const moment = (time) => {
  if (time.zone !== ICAL.Timezone.utcTimezone) throw new Error(`not a moment: ${time}`);
  return time.toUnixTime();
};
const read = (part) => {
  const event = new ICAL.Event(part);
  const alarms = part.getAllSubcomponents("valarm");
  return {
    uid: event.uid,
    sequence: event.sequence,
    starts: moment(event.startDate),
    ends: moment(event.endDate),
    stamp: moment(part.getFirstPropertyValue("dtstamp")),
    summary: event.summary,
    description: event.description,
    location: event.location,
    categories: part.getFirstProperty("categories")?.getValues() ?? [],
    geo: part.getFirstPropertyValue("geo"),
    url: value(part, "url"),
    status: value(part, "status"),
    transp: value(part, "transp"),
    class: value(part, "class"),
    alarms: alarms.map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
  };
};
const names = ["version", "prodid", "name", "description", "source", "color", "method"];
const said = Object.fromEntries(names.map((name) => [name, value(root, name)]));
const often = root.getFirstPropertyValue("refresh-interval");
said.often = often === null ? null : ICAL.Duration.fromString(String(often)).toSeconds();
said.parts = root.getAllSubcomponents().length;
said.events = root.getAllSubcomponents("vevent").map(read);
process.stdout.write(JSON.stringify(said));
