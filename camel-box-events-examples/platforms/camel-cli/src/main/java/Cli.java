
// SPDX-License-Identifier: Apache-2.0
import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The command {@code camel}, without its installation. */
public class Cli {

    private Cli() {
    }

    public static void main(String[] args) {
        CamelJBangMain.run(args);
    }
}
