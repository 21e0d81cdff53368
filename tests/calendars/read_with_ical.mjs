// Print the events of a calendar as ical.js reads them: title, begin and end in UTC.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
const moment = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();
console.log(JSON.stringify(events.map((each) => [each.summary, moment(each.startDate), moment(each.endDate)])));
