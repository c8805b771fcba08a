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
package io.github.camelbox.events.state;

/**
 * Keeps the position in memory: it survives a restart of the route, not one of the process. It belongs to its endpoint, for
 * which Camel allows one consumer.
 */
public final class MemoryPositionStore implements PositionStore {

    private volatile String position;

    @Override
    public String load() {
        return position;
    }

    @Override
    public void save(String position) {
        this.position = position;
    }

    @Override
    public String describe() {
        return "memory";
    }}
