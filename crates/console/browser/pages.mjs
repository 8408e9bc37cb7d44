// Which pages are looked at, as whom, and how: a name, the address, who, and what is pressed to
// get on from there.

export const PAGES = [
  ["login", "/login", null],
  ["nothing", "/nowhere", "manager"],
  ["overview", "/", "manager"],
  ["groups", "/groups", "manager"],
  ["group-feed", "/groups/sales", "manager"],
  ["group-members", "/groups/sales?view=members", "manager"],
  ["group-waiting", "/groups/sales?view=waiting", "manager"],
  ["group-decisions", "/groups/sales?view=decisions", "manager"],
  ["group-settings", "/groups/sales?view=settings", "manager"],
  ["person", "/people/u017", "manager"],
  ["case", "/queue?sort=removal", "manager", "a[data-key=Enter]"],
  ["case-hidden", "/queue?sort=doubt", "manager", "a[data-key=Enter]", "a[href$='hide=others']"],
  ["policies", "/policies", "manager"],
  ["group-roster", "/groups/sales?view=roster", "manager"],
  ["reports", "/reports?from=2026-03-02&to=2026-03-31", "manager"],
  ["reports-group", "/reports?from=2026-03-23&to=2026-03-29&group=sales", "manager"],
  ["calendar", "/calendar", "manager"],
  ["calendar-list", "/calendar?view=list", "manager"],
  ["accounts", "/accounts", "manager"],
  ["settings-lexicons", "/settings/lexicons", "office"],
  ["settings-judgement", "/settings/judgement", "office"],
  ["settings-texts", "/settings/texts", "office"],
  ["settings-text", "/settings/texts/zh/hello", "office", "button[value=try]"],
  ["settings-calendars", "/settings/calendars?year=2026", "office"],
  ["settings-connectors", "/settings/connectors", "operator"],
  ["settings-retention", "/settings/retention", "operator"],
  ["settings-backup", "/settings/backup", "operator"],
  ["queue", "/queue", "manager"],
  ["queue-removal", "/queue?sort=removal", "seller"],
];

export const LOOKS = [
  { look: "desk", width: 1280, height: 900, theme: "light", language: "zh" },
  { look: "desk-dark", width: 1280, height: 900, theme: "dark", language: "zh" },
  { look: "phone", width: 390, height: 844, theme: "light", language: "zh" },
  { look: "phone-dark-en", width: 390, height: 844, theme: "dark", language: "en" },
];
