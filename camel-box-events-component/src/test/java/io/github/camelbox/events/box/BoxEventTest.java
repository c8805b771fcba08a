// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
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

    private static BoxEvent with(String member) {
        return BoxEvent.parse("{\"event_id\":\"1\"," + member.replace('\'', '"') + "}");
    }

    @Test
    void whatEnterpriseEventsCarryHasGetters() {
        BoxEvent event = with("'recorded_at':'2026-01-31T00:00:01-08:00','ip_address':'Unknown IP',"
                + "'action_by':{'type':'user','id':'2','login':'a@example.com','name':'A'},'additional_details':{'size':1}");

        assertThat(event.getRecordedAt()).isEqualTo("2026-01-31T00:00:01-08:00");
        assertThat(event.getIpAddress()).isEqualTo("Unknown IP");
        assertThat(event.getActionBy()).isEqualTo(new BoxEvent.User("2", "a@example.com", "A"));
        assertThat(event.getAdditionalDetails()).hasToString("{\"size\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "'x':1", "'recorded_at':1,'ip_address':true,'action_by':'A','additional_details':7",
            "'recorded_at':null,'ip_address':null,'action_by':null,'additional_details':null",
            "'recorded_at':{},'ip_address':[],'action_by':[],'additional_details':'words'",
            "'additional_details':'{}}'", "'additional_details':''", "'additional_details':'5'" })
    void whatIsAbsentOrOddIsNull(String members) {
        BoxEvent event = with(members);

        assertThat(event.getRecordedAt()).isNull();
        assertThat(event.getIpAddress()).isNull();
        assertThat(event.getActionBy()).isNull();
        assertThat(event.getAdditionalDetails()).isNull();
    }

    @Test
    void detailsMayBeAListOrATextOfJson() {
        assertThat(with("'additional_details':[1]").getAdditionalDetails()).hasToString("[1]");
        assertThat(with("'additional_details':'{\\'size\\':1}'").getAdditionalDetails()).hasToString("{\"size\":1}");
        assertThat(with("'action_by':{'id':7}").getActionBy()).isEqualTo(new BoxEvent.User("7", null, null));
    }

    @Test
    void anEventThatJacksonMakesNoTreeOfHasNoneOfThem() {
        BoxEvent event = with("'ip_address':'10.0.0.1','deep':" + "[".repeat(2000) + "]".repeat(2000));

        assertThat(event.getIpAddress()).isNull();
        assertThat(event.getAdditionalDetails()).isNull();
    }

    static Stream<String> events() {
        return Stream.of("{}", "{ \"event_id\":\"ä😀\",\"source\":{\"type\":\"file\",\"id\":\"3\"} }",
                "{\"n\":NaN,\"t\":\"\t\"}",
                "{\"s\":\"" + "s".repeat(21_000_000) + "\"}", "{\"d\":" + "[".repeat(2000) + "]".repeat(2000) + "}");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("events")
    void equalityAndSerialisationAreThoseOfItsJson(String json) throws Exception {
        BoxEvent event = BoxEvent.parse(json);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(event);
        }
        Object read;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            read = in.readObject();
        }

        assertThat(read).isNotSameAs(event).isEqualTo(event).hasSameHashCodeAs(event);
        assertThat(((BoxEvent) read).getSource()).isEqualTo(event.getSource());
        assertThat(((BoxEvent) read).toBytes()).isEqualTo(event.toBytes());
        assertThat(event).isNotEqualTo(BoxEvent.parse("{\"other\":1}")).isNotEqualTo(json);
    }
}
