/** Greets everyone who is named on the command line. */
public class Greeter {
    static String greeting(String name) {
        return "Hello, " + name.substring(0, name.length() - 1) + "!";
    }

    public static void main(String[] names) {
        for (String name : names) {
            System.out.println(greeting(name));
        }
    }
}
