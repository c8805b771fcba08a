# One line: an event of Box as one of the Elastic Common Schema, version 8.
def compact:
  if type == "object" then with_entries(.value |= compact) | with_entries(select(.value != null and .value != {}))
  else . end;

(.event_type // "UNKNOWN") as $type
| (.source // {}) as $source
| ($source.item_type // $source.type) as $kind
| {
    "@timestamp": .created_at,
    ecs: { version: "8.11.0" },
    event: {
      id: .event_id,
      kind: "event",
      provider: "box",
      module: "box",
      dataset: "box.events",
      action: ($type | ascii_downcase | gsub("_"; "-")),
      category: (
        if $type | test("LOGIN") then ["authentication"]
        elif $kind == "file" or $kind == "folder" then ["file"]
        elif $type | test("USER|GROUP") then ["iam"]
        else ["web"] end),
      type: (
        if $type | test("LOGIN") then ["start"]
        elif $type | test("DELETE|TRASH") then ["deletion"]
        elif $type | test("UPLOAD|NEW_|CREATE|COPY") then ["creation"]
        elif $type | test("DOWNLOAD|PREVIEW") then ["access"]
        elif $type | test("EDIT|RENAME|MOVE|SHARE|UNDELETE|CHANGE|UPDATE") then ["change"]
        else ["info"] end),
      outcome: (if $type | startswith("FAILED_") then "failure" else "success" end)
    },
    user: { id: .created_by.id, name: .created_by.login, full_name: .created_by.name },
    source: { ip: .ip_address },
    file: (
      if $kind == "file" or $kind == "folder" then
        { name: ($source.item_name // $source.name), type: (if $kind == "folder" then "dir" else "file" end),
          size: ($source.size // (.additional_details.size? // null)) }
      else null end),
    box: {
      source: { id: ($source.item_id // $source.id), type: $kind },
      parent: { id: ($source.parent.id? // null), name: ($source.parent.name? // null) },
      service: (.additional_details.service_name? // null)
    }
  }
| compact
| tojson
