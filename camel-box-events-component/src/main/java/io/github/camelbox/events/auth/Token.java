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
package io.github.camelbox.events.auth;

import java.time.Duration;

/**
 * What Box gives for a login.
 *
 * @param accessToken  for requests
 * @param refreshToken for the next access token; null if the grant has none
 * @param lifetime     how long the access token is good; null if Box does not say
 */
record Token(String accessToken, String refreshToken, Duration lifetime) {

    @Override
    public String toString() {
        return "Token[lifetime=" + lifetime + "]";
    }
}
