// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.util.List;
import java.util.stream.Stream;

import io.github.camelbox.events.box.BoxEvent.Folder;
import io.github.camelbox.events.box.BoxEvent.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What an event says of itself, in the shapes that Box's events have, and in those that they should not have. */
class BoxEventTest {

    private static Item source(String json) {
        return BoxEvent.parse("{\"source\":" + json + "}").getSource();
    }

    private static Item item(String type, String id, String name) {
        return new Item(type, id, name, null, List.of());
    }

    static Stream<Arguments> sources() {
        return Stream.of(
                Arguments.of("{'type':'file','id':'3','name':'a.txt'}", item("file", "3", "a.txt")),
                Arguments.of("{'type':'user','id':'2','name':'A','login':'a@example.com'}", item("user", "2", "A")),
                Arguments.of("{'item_type':'file','item_id':'3','item_name':'a.txt','parent':{'id':'4','name':'f'}}",
                        new Item("file", "3", "a.txt", new Folder("4", "f"), List.of())),
                Arguments.of("{'file_id':'3','file_name':'a.txt'}", item("file", "3", "a.txt")),
                Arguments.of("{'folder_id':'4','folder_name':'f'}", item("folder", "4", "f")),
                Arguments.of("{'user_id':'2','user_name':'A','folder_id':'4','folder_name':'f'}", item("folder", "4", "f")),
                Arguments.of("{'group_id':'5','group_name':'g','user_id':'2','user_name':'A'}", item("group", "5", "g")),
                Arguments.of("{'user_id':'2','user_name':'A'}", item("user", "2", "A")),
                Arguments.of("{'user_id':2}", item("user", "2", null)),
                Arguments.of("{'folder_id':null,'folder_name':'f','user_id':'2'}", item("user", "2", null)),
                Arguments.of("{'type':'collaboration','id':'9','folder_id':'4'}", item("collaboration", "9", null)),
                Arguments.of("{'type':'file','file_id':'3'}", item("file", "3", null)),
                Arguments.of("{'type':true,'id':1.5,'name':7}", item(null, null, null)),
                Arguments.of("{'id':' ','group_id':''}", item(null, null, null)),
                Arguments.of("{'parent':'4','path_collection':[]}", item(null, null, null)),
                Arguments.of("{}", item(null, null, null)),
                Arguments.of("[{'id':'3'}]", null), Arguments.of("null", null), Arguments.of("'file'", null));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aSourceOfAnyShapeIsRead(String json, Item expected) {
        assertThat(source(json.replace('\'', '"'))).isEqualTo(expected);
    }

    private static Item inPath(String entries) {
        return source("{\"path_collection\":{\"total_count\":2,\"entries\":" + entries + "}}");
    }

    @Test
    void aPathIsFromTheRootToTheFolderThatHoldsTheItem() {
        Item item = inPath("[{\"id\":\"0\",\"name\":\"All Files\"},{\"type\":\"folder\",\"id\":4,\"name\":\"Projects\"}]");

        assertThat(item.path()).containsExactly(new Folder("0", "All Files"), new Folder("4", "Projects"));
        assertThat(item.pathText()).isEqualTo("/All Files/Projects");
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]", "null", "{}", "[null]", "[[{\"id\":\"4\",\"name\":\"f\"}]]",
            "[{\"id\":\"0\",\"name\":\"All Files\"},{\"name\":\"f\"}]" })
    void aPathWithAGapIsNone(String entries) {
        assertThat(inPath(entries).path()).isEmpty();
        assertThat(inPath(entries).pathText()).isNull();
    }

    @Test
    void aPathWithoutAllNamesHasNoText() {
        Item item = inPath("[{\"id\":\"0\",\"name\":\"All Files\"},{\"id\":\"4\",\"name\":null}]");

        assertThat(item.path()).hasSize(2);
        assertThat(item.pathText()).isNull();
    }
}
