/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.camelbox.events;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.camelbox.events.box.StreamType;

/**
 * What is known of Box's event types, to warn of a filter that lets nothing through. Box's list is not exhaustive, so a name
 * that is not known is never refused.
 *
 * @see <a href="https://developer.box.com/reference/resources/event/">Box: Event</a>
 */
final class EventTypes {

    // The same act has one name in the events of a user and another in those of an enterprise.
    private static final Map<String, String> ENTERPRISE_NAMES = Map.ofEntries(
            Map.entry("ITEM_UPLOAD", "UPLOAD"),
            Map.entry("ITEM_CREATE", "UPLOAD"),
            Map.entry("ITEM_DOWNLOAD", "DOWNLOAD"),
            Map.entry("ITEM_PREVIEW", "PREVIEW"),
            Map.entry("ITEM_RENAME", "RENAME"),
            Map.entry("ITEM_MOVE", "MOVE"),
            Map.entry("ITEM_COPY", "COPY"),
            Map.entry("ITEM_TRASH", "DELETE"),
            Map.entry("ITEM_UNDELETE_VIA_TRASH", "UNDELETE"),
            Map.entry("ITEM_SHARED", "SHARE"),
            Map.entry("ITEM_SHARED_CREATE", "SHARE"),
            Map.entry("ITEM_SHARED_UNSHARE", "UNSHARE"),
            Map.entry("LOCK_CREATE", "LOCK"),
            Map.entry("LOCK_DESTROY", "UNLOCK"),
            Map.entry("COLLAB_ADD_COLLABORATOR", "COLLABORATION_ACCEPT"),
            Map.entry("COLLAB_INVITE_COLLABORATOR", "COLLABORATION_INVITE"),
            Map.entry("COLLAB_ROLE_CHANGE", "COLLABORATION_ROLE_CHANGE"),
            Map.entry("COLLAB_REMOVE_COLLABORATOR", "COLLABORATION_REMOVE"));

    private static final Map<String, String> USER_NAMES = ENTERPRISE_NAMES.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey,
                    // Two user events may be one enterprise event; the one that sorts last is the more common one.
                    (one, other) -> one.compareTo(other) > 0 ? one : other));

    // The names in Box's OpenAPI description of an event, of both families.
    private static final Set<String> KNOWN = Set.of("""
            ACCESS_GRANTED ACCESS_REVOKED ADD_DEVICE_ASSOCIATION ADD_LOGIN_ACTIVITY_DEVICE ADMIN_LOGIN
            ADVANCED_FOLDER_SETTINGS_UPDATE AI_SECURITY_DETECTION ANNOTATIONV2_CREATE ANNOTATIONV2_DELETE
            ANNOTATIONV2_EDIT APPLICATION_CREATED APPLICATION_PUBLIC_KEY_ADDED APPLICATION_PUBLIC_KEY_DELETED
            BOX_AI_USER_FAILED_REQUEST BOX_AI_USER_REQUEST CHANGE_ADMIN_ROLE CHANGE_FOLDER_PERMISSION COLLABORATION_ACCEPT
            COLLABORATION_EXPIRATION COLLABORATION_INVITE COLLABORATION_REMOVE COLLABORATION_ROLE_CHANGE
            COLLAB_ADD_COLLABORATOR COLLAB_INVITE_COLLABORATOR COLLAB_REMOVE_COLLABORATOR COLLAB_ROLE_CHANGE
            COLLECTION_CREATE COLLECTION_DELETE COLLECTION_ITEM_CREATE COLLECTION_ITEM_DELETE COLLECTION_ITEM_UPDATE
            COLLECTION_UPDATE COMMENT_CREATE COMMENT_DELETE COMMENT_EDIT CONTENT_ACCESS CONTENT_RECOVERY_REPORT_CREATE
            CONTENT_RECOVERY_REPORT_DELETE CONTENT_RECOVERY_REPORT_INITIATE CONTENT_WORKFLOW_ABNORMAL_DOWNLOAD_ACTIVITY
            CONTENT_WORKFLOW_AUTOMATION_ADD CONTENT_WORKFLOW_AUTOMATION_DELETE CONTENT_WORKFLOW_POLICY_ADD
            CONTENT_WORKFLOW_SHARING_POLICY_VIOLATION CONTENT_WORKFLOW_UPLOAD_POLICY_VIOLATION COPY
            DATA_RETENTION_CREATE_RETENTION DATA_RETENTION_REMOVE_RETENTION DELETE DELETE_USER DEVICE_TRUST_CHECK_FAILED
            DISABLE_MULTI_FACTOR_AUTH DOWNLOAD EDIT EDIT_USER EDR_CROWDSTRIKE_ACCESS_ALLOWED_NO_CROWDSTRIKE_DEVICE
            EDR_CROWDSTRIKE_ACCESS_REVOKED EDR_CROWDSTRIKE_BOX_TOOLS_OUTDATED EDR_CROWDSTRIKE_DEVICE_DETECTED
            EDR_CROWDSTRIKE_DRIVE_OUTDATED EDR_CROWDSTRIKE_NO_BOX_TOOLS EMAIL_ALIAS_CONFIRM EMAIL_ALIAS_PRIMARY
            EMAIL_ALIAS_REMOVE EMAIL_UPLOAD_DISABLED EMAIL_UPLOAD_ENABLED ENABLE_MULTI_FACTOR_AUTH ENABLE_TWO_FACTOR_AUTH
            ENTERPRISE_APP_AUTHORIZATION_UPDATE EXTERNAL_COLLAB_SECURITY_SETTINGS FAILED_LOGIN FAVORITE
            FILE_MARKED_MALICIOUS FILE_REQUEST_CREATE FILE_REQUEST_DELETE FILE_REQUEST_UPDATE FILE_VERSION_RESTORE
            FILE_WATERMARKED_DOWNLOAD GROUP_ADD_ITEM GROUP_ADD_USER GROUP_ADMIN_CREATED GROUP_ADMIN_DELETED
            GROUP_ADMIN_PERMISSIONS_UPDATED GROUP_CREATION GROUP_DELETION GROUP_EDITED GROUP_REMOVE_ITEM GROUP_REMOVE_USER
            ILLEGAL_ITEM_OWNERSHIP_TRANSFER_BY_USER ITEM_ASSOCIATION_CREATED ITEM_ASSOCIATION_DELETED
            ITEM_ASSOCIATION_UPDATED ITEM_COPY ITEM_CREATE ITEM_DOWNLOAD ITEM_EMAIL_SEND ITEM_MAKE_CURRENT_VERSION
            ITEM_MODIFY ITEM_MOVE ITEM_OPEN ITEM_PREVIEW ITEM_RENAME ITEM_SHARED ITEM_SHARED_CREATE ITEM_SHARED_UNSHARE
            ITEM_SHARED_UPDATE ITEM_SYNC ITEM_TRASH ITEM_UNDELETE_VIA_TRASH ITEM_UNSYNC ITEM_UPLOAD
            LEGAL_HOLD_ASSIGNMENT_CREATE LEGAL_HOLD_ASSIGNMENT_DELETE LEGAL_HOLD_POLICY_CREATE LEGAL_HOLD_POLICY_DELETE
            LEGAL_HOLD_POLICY_UPDATE LOCK LOCK_CREATE LOCK_DESTROY LOGIN MASTER_INVITE_ACCEPT MASTER_INVITE_REJECT
            METADATA_CASCADE_POLICY_APPLY METADATA_CASCADE_POLICY_CREATE METADATA_INSTANCE_COPY METADATA_INSTANCE_CREATE
            METADATA_INSTANCE_DELETE METADATA_INSTANCE_UPDATE METADATA_TEMPLATE_CREATE METADATA_TEMPLATE_DELETE
            METADATA_TEMPLATE_UPDATE MOVE NEW_USER OAUTH2_ACCESS_TOKEN_REVOKE OAUTH2_REFRESH_TOKEN_REVOKE PREVIEW
            REMOVE_DEVICE_ASSOCIATION REMOVE_LOGIN_ACTIVITY_DEVICE RENAME RETENTION_POLICY_ASSIGNMENT_ADD SHARE
            SHARED_LINK_REDIRECT_OUT_OF_SHARED_CONTEXT SHARED_LINK_SEND SHARE_EXPIRATION SHIELD_ACCESS_POLICY_CREATED
            SHIELD_ACCESS_POLICY_DELETED SHIELD_ACCESS_POLICY_UPDATED SHIELD_ALERT SHIELD_DOWNLOAD_BLOCKED
            SHIELD_EXTERNAL_COLLAB_ACCESS_BLOCKED SHIELD_EXTERNAL_COLLAB_ACCESS_BLOCKED_MISSING_JUSTIFICATION
            SHIELD_EXTERNAL_COLLAB_INVITE_BLOCKED SHIELD_EXTERNAL_COLLAB_INVITE_BLOCKED_MISSING_JUSTIFICATION
            SHIELD_EXTERNAL_COLLAB_INVITE_JUSTIFIED SHIELD_INFORMATION_BARRIER_COLLAB_BLOCKED
            SHIELD_INFORMATION_BARRIER_DISABLED SHIELD_INFORMATION_BARRIER_ENABLED
            SHIELD_INFORMATION_BARRIER_GROUP_ADD_USER_BLOCKED SHIELD_INFORMATION_BARRIER_ITEM_COPY_BLOCKED
            SHIELD_INFORMATION_BARRIER_ITEM_MOVE_BLOCKED SHIELD_INFORMATION_BARRIER_ITEM_OWNER_TRANSFER_BLOCKED
            SHIELD_INFORMATION_BARRIER_PENDING SHIELD_INFORMATION_BARRIER_SHARED_ITEM_ACCESS_BLOCKED
            SHIELD_JUSTIFICATION_APPROVAL SHIELD_SHARED_LINK_ACCESS_BLOCKED SHIELD_SHARED_LINK_STATUS_RESTRICTED_ON_CREATE
            SHIELD_SHARED_LINK_STATUS_RESTRICTED_ON_UPDATE SIGNER_DOWNLOADED SIGNER_FORWARDED SIGN_DOCUMENT_ASSIGNED
            SIGN_DOCUMENT_CANCELLED SIGN_DOCUMENT_COMPLETED SIGN_DOCUMENT_CONVERTED SIGN_DOCUMENT_CREATED
            SIGN_DOCUMENT_DECLINED SIGN_DOCUMENT_EXPIRED SIGN_DOCUMENT_SIGNED SIGN_DOCUMENT_VIEWED_BY_SIGNED
            SIGN_DOCUMENT_VIEWED_BY_SIGNER STORAGE_EXPIRATION TAG_ITEM_CREATE TASK_ASSIGNMENT_CREATE
            TASK_ASSIGNMENT_DELETE TASK_ASSIGNMENT_UPDATE TASK_CREATE TASK_UPDATE TERMS_OF_SERVICE_ACCEPT
            TERMS_OF_SERVICE_REJECT UNDELETE UNFAVORITE UNLOCK UNSHARE UPDATE_COLLABORATION_EXPIRATION
            UPDATE_SHARE_EXPIRATION UPLOAD USER_AUTHENTICATE_OAUTH2_ACCESS_TOKEN_CREATE WATERMARK_LABEL_CREATE
            WATERMARK_LABEL_DELETE WORKFLOW_AUTOMATION_CREATE WORKFLOW_AUTOMATION_DELETE WORKFLOW_AUTOMATION_UPDATE
            """.strip().split("\\s+"));

    private EventTypes() {
    }

    /**
     * What is odd about filtering a stream by an event type.
     *
     * @return a line for people; null if nothing is
     */
    static String warning(StreamType stream, String name) {
        String likely = (stream.isEnterprise() ? ENTERPRISE_NAMES : USER_NAMES).get(name);
        if (likely != null) {
            return "the event type " + name + " does not occur on the stream " + stream + ": there it is called " + likely;
        }
        if (KNOWN.contains(name)) {
            return null;
        }
        String similar = KNOWN.stream().filter(known -> distance(known, name) <= 2).sorted().findFirst()
                .map(known -> ": is " + known + " meant?").orElse("");
        return "the event type " + name + " is not in Box's list (which is not exhaustive)" + similar;
    }

    // Levenshtein's, for which no library is on the class path.
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int above = row[j];
                int substitution = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[right.length()];
    }
}
