# One line: an event of Box as one of the Open Cybersecurity Schema Framework, 1.3. Its class is File Hosting Activity (6006),
# Authentication (3002) or Account Change (3001).
def compact:
  if type == "object" then with_entries(.value |= compact) | with_entries(select(.value != null and .value != {}))
  else . end;

{ UPLOAD: 1, ITEM_UPLOAD: 1, DOWNLOAD: 2, ITEM_DOWNLOAD: 2, EDIT: 3, DELETE: 4, ITEM_TRASH: 4, RENAME: 5, ITEM_RENAME: 5,
  COPY: 6, ITEM_COPY: 6, MOVE: 7, ITEM_MOVE: 7, UNDELETE: 8, ITEM_UNDELETE_VIA_TRASH: 8, PREVIEW: 9, ITEM_PREVIEW: 9,
  LOCK: 10, LOCK_CREATE: 10, UNLOCK: 11, LOCK_DESTROY: 11, SHARE: 12, ITEM_SHARED_CREATE: 12, UNSHARE: 13,
  ITEM_SHARED_UNSHARE: 13, CONTENT_ACCESS: 14 } as $hosting
| { NEW_USER: 1, DELETE_USER: 6, EDIT_USER: 99 } as $account
| (.event_type // "UNKNOWN") as $type
| (.source // {}) as $source
| ($source.item_type // $source.type) as $kind
| { uid: .created_by.id, name: .created_by.name, email_addr: .created_by.login } as $actor
| (if $type | test("^(FAILED_)?LOGIN$|^ADMIN_LOGIN$") then { class_uid: 3002, category_uid: 3, activity_id: 1 }
   elif $account[$type] != null then { class_uid: 3001, category_uid: 3, activity_id: $account[$type] }
   else { class_uid: 6006, category_uid: 6, activity_id: ($hosting[$type] // 99) } end) as $class
| $class
  + {
      activity_name: (if $class.activity_id == 99 then $type else null end),
      type_uid: ($class.class_uid * 100 + $class.activity_id),
      severity_id: 1,
      status_id: (if $type | startswith("FAILED_") then 2 else 1 end),
      time: (header("CamelMessageTimestamp") | if . == null then null else tonumber end),
      metadata: {
        version: "1.3.0",
        uid: .event_id,
        event_code: $type,
        product: { name: "Box", vendor_name: "Box" },
        original_time: .created_at
      },
      src_endpoint: { ip: .ip_address },
      actor: { user: $actor }
    }
  + (if $class.class_uid == 6006 then
       { file: { uid: ($source.item_id // $source.id), name: ($source.item_name // $source.name // "unknown"),
                 type_id: (if $kind == "folder" then 2 elif $kind == "file" then 1 else 0 end),
                 size: ($source.size // (.additional_details.size? // null)),
                 parent_folder: ($source.parent.name? // null) } }
     elif $class.class_uid == 3002 then { user: $actor }
     else { user: { uid: ($source.id // $source.user_id), name: ($source.name // $source.user_name),
                    email_addr: $source.login } } end)
| compact
| tojson
