# One line of syslog (RFC 5424: facility 13, log audit; severity 6, informational) with an event of Box in the Common Event Format.
def header_text: tostring | gsub("[\r\n]+"; " ") | gsub("\\\\"; "\\\\") | gsub("[|]"; "\\|");
def value: tostring | gsub("\\\\"; "\\\\") | gsub("="; "\\=") | gsub("\r?\n|\r"; "\\n");

(.event_type // "UNKNOWN") as $type
| (.event_id // "-") as $id
| (if header("CamelMessageTimestamp") == null then "-" else .created_at end) as $time
| (.source // {}) as $source
| [
    ["externalId", .event_id],
    ["rt", header("CamelMessageTimestamp")],
    ["suid", .created_by.id],
    ["suser", .created_by.login],
    ["src", .ip_address],
    ["outcome", (if $type | startswith("FAILED_") then "failure" else "success" end)],
    ["fileId", ($source.item_id // $source.id)],
    ["fname", ($source.item_name // $source.name)],
    ["fileType", ($source.item_type // $source.type)],
    ["fsize", ($source.size // (.additional_details.size? // null))]
  ]
| map(select(.[1] != null) | "\(.[0])=\(.[1] | value)") | join(" ")
| "<110>1 \($time) - box-events - \($id) - CEF:0|Box|Box|2.0|\($type | header_text)|\($type | gsub("_"; " ") | ascii_downcase | header_text)|"
  + (if $type | startswith("FAILED_") then "6" elif $type | test("DELETE|SHARE") then "4" else "2" end) + "|" + .
