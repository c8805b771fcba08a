// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.linkage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.MethodRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Looks up all that classes refer to on a class path, as a JVM does when it links them: classes, methods and fields, whether
 * these are static and accessible, and whether what they extend and implement lets them. That is more than running finds,
 * which links only what it comes by.
 */
final class LinkCheck implements AutoCloseable {

    private static final int FOR_OTHER_PACKAGES = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

    private final URLClassLoader loader;
    private final Map<String, ClassNode> known = new HashMap<>();
    private final Set<String> references = new TreeSet<>();
    private final Set<String> problems = new TreeSet<>();

    /** The class path is the whole of it, but for the JDK. */
    LinkCheck(List<Path> classPath) throws IOException {
        URL[] urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = classPath.get(i).toUri().toURL();
        }
        loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    /** Checks one class, which need not be on the class path. */
    void check(byte[] classFile) {
        ClassNode node = new ClassNode();
        ClassReader reader = new ClassReader(classFile);
        reader.accept(node, 0);
        known.put(node.name, node);
        reader.accept(new Visitor(node.name), 0);
        checkInheritance(node);
    }

    /** How many different references were looked up. */
    int references() {
        return references.size();
    }

    /** What would fail, sorted: the class, and what it refers to. */
    Set<String> problems() {
        return problems;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    private void problem(String from, String text) {
        problems.add(from.replace('/', '.') + ": " + text);
    }

    private ClassNode find(String name) {
        return known.computeIfAbsent(name, missing -> {
            try (InputStream in = loader.getResourceAsStream(missing + ".class")) {
                if (in == null) {
                    return null;
                }
                ClassNode node = new ClassNode();
                new ClassReader(in).accept(node, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                return node;
            } catch (IOException e) {
                throw new IllegalStateException("Cannot read " + missing, e);
            }
        });
    }

    // A class, its superclasses, then the interfaces of all of these; of what is missing, nothing.
    private List<ClassNode> withSupertypes(String name) {
        List<ClassNode> all = new ArrayList<>();
        for (ClassNode node = find(name); node != null; node = node.superName == null ? null : find(node.superName)) {
            all.add(node);
        }
        for (int i = 0; i < all.size(); i++) {
            for (String superInterface : all.get(i).interfaces) {
                ClassNode node = find(superInterface);
                if (node != null && !all.contains(node)) {
                    all.add(node);
                }
            }
        }
        return all;
    }

    private void checkClass(String from, String name) {
        references.add(name);
        if (find(name) == null) {
            problem(from, "no class " + name);
        }
    }

    private void checkMethod(String from, String owner, String name, String descriptor, boolean isStatic, boolean isInterface) {
        references.add(owner + "." + name + descriptor);
        ClassNode node = find(owner);
        if (node == null) {
            return; // reported as a class
        }
        if (isInterface != is(node.access, Opcodes.ACC_INTERFACE)) {
            problem(from, owner + (isInterface ? " is no interface" : " is an interface") + ", for " + name + descriptor);
        }
        for (ClassNode type : withSupertypes(owner)) {
            for (MethodNode method : type.methods) {
                if (method.name.equals(name) && method.desc.equals(descriptor)) {
                    checkAccess(from, type, name + descriptor, method.access, isStatic);
                    return;
                }
            }
        }
        problem(from, "no method " + owner + "." + name + descriptor);
    }

    private void checkField(String from, String owner, String name, String descriptor, boolean isStatic) {
        references.add(owner + "." + name + ":" + descriptor);
        if (find(owner) == null) {
            return; // reported as a class
        }
        for (ClassNode type : withSupertypes(owner)) {
            for (FieldNode field : type.fields) {
                if (field.name.equals(name) && field.desc.equals(descriptor)) {
                    checkAccess(from, type, name, field.access, isStatic);
                    return;
                }
            }
        }
        problem(from, "no field " + owner + "." + name + " " + descriptor);
    }

    private void checkAccess(String from, ClassNode type, String member, int access, boolean isStatic) {
        if (isStatic != is(access, Opcodes.ACC_STATIC)) {
            problem(from, type.name + "." + member + (isStatic ? " is not static" : " is static"));
        }
        if (!packageOf(from).equals(packageOf(type.name)) && (access & FOR_OTHER_PACKAGES) == 0) {
            problem(from, type.name + "." + member + " is not accessible");
        }
    }

    private void checkInheritance(ClassNode node) {
        List<ClassNode> all = withSupertypes(node.name);
        for (ClassNode type : all.subList(1, all.size())) {
            if (type.name.equals(node.superName) && is(type.access, Opcodes.ACC_FINAL)) {
                problem(node.name, "extends the final class " + type.name);
            }
            for (MethodNode method : type.methods) {
                Predicate<MethodNode> same = other -> other.name.equals(method.name) && other.desc.equals(method.desc);
                if (is(method.access, Opcodes.ACC_FINAL) && !is(method.access, Opcodes.ACC_PRIVATE)
                        && node.methods.stream().anyMatch(same)) {
                    problem(node.name, "overrides the final method " + type.name + "." + method.name + method.desc);
                }
                if (is(method.access, Opcodes.ACC_ABSTRACT) && !is(node.access, Opcodes.ACC_ABSTRACT)
                        && methodsOf(all).noneMatch(same.and(other -> !is(other.access, Opcodes.ACC_ABSTRACT)))) {
                    problem(node.name, "lacks the method " + type.name + "." + method.name + method.desc);
                }
            }
        }
    }

    private static Stream<MethodNode> methodsOf(List<ClassNode> types) {
        return types.stream().flatMap(type -> type.methods.stream());
    }

    private static boolean is(int access, int flag) {
        return (access & flag) != 0;
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /** Comes by every reference in a class: a tool for renaming sees them all, and this one renames nothing. */
    private final class Visitor extends ClassRemapper {

        private final String from;

        Visitor(String from) {
            super(Opcodes.ASM9, new ClassNode(), new Remapper(Opcodes.ASM9) {
                @Override
                public String map(String name) {
                    checkClass(from, name);
                    return name;
                }

                @Override
                public Object mapValue(Object value) {
                    if (value instanceof Handle handle) {
                        checkHandle(from, handle);
                    }
                    return super.mapValue(value);
                }
            });
            this.from = from;
        }

        @Override
        protected MethodVisitor createMethodRemapper(MethodVisitor visitor) {
            return new MethodRemapper(Opcodes.ASM9, visitor, remapper) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                    // An array has the methods of Object, and clone.
                    if (!owner.startsWith("[")) {
                        checkMethod(from, owner, name, descriptor, opcode == Opcodes.INVOKESTATIC, isInterface);
                    }
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
                    super.visitFieldInsn(opcode, owner, name, descriptor);
                    checkField(from, owner, name, descriptor, opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC);
                }
            };
        }
    }

    private void checkHandle(String from, Handle handle) {
        int kind = handle.getTag();
        if (kind <= Opcodes.H_PUTSTATIC) {
            checkField(from, handle.getOwner(), handle.getName(), handle.getDesc(),
                    kind == Opcodes.H_GETSTATIC || kind == Opcodes.H_PUTSTATIC);
        } else if (!handle.getOwner().startsWith("[")) {
            checkMethod(from, handle.getOwner(), handle.getName(), handle.getDesc(), kind == Opcodes.H_INVOKESTATIC,
                    handle.isInterface());
        }
    }
}
