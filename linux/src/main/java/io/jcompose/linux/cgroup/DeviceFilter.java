package io.jcompose.linux.cgroup;

import io.jcompose.linux.cgroup.CgroupLimits.DeviceRule;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The device rules of a container as a BPF program on its version 2 cgroup (cgroup-v2.rst, "Device controller"; bpf(2),
 * BPF_PROG_TYPE_CGROUP_DEVICE). The last rule that matches decides; what no rule matches is allowed, as in a new version 1 cgroup.
 *
 * <p>The program belongs to the cgroup and lives as long: it needs no process of ours.
 */
final class DeviceFilter {
    private static final int PROG_LOAD = 5;
    private static final int PROG_ATTACH = 8;
    private static final int TYPE_CGROUP_DEVICE = 15;
    private static final int ATTACH_CGROUP_DEVICE = 6;
    private static final int ALLOW_MULTI = 2;
    private static final int ATTRIBUTE_BYTES = 128;

    private static final int LOAD_WORD = 0x61;
    private static final int AND = 0x54;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int MOVE = 0xbc;
    private static final int MOVE_CONSTANT = 0xb4;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_NOT_EQUAL = 0x55;
    private static final int EXIT = 0x95;

    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;
    private static final int SCRATCH = 6;
    private static final int ALL_ACCESS = 7;

    private DeviceFilter() {}

    /** One instruction of struct bpf_insn (linux/bpf.h). */
    private record Instruction(int code, int target, int source, int offset, int constant) {}

    static void attach(String cgroupDirectory, List<DeviceRule> rules) {
        byte[] program = encode(program(rules));
        int directory = Descriptors.open(cgroupDirectory, Open.RDONLY | Open.DIRECTORY);
        int loaded = -1;
        try (NativeScope scope = NativeScope.open()) {
            long instructions = scope.allocate(program.length);
            NativeScope.putBytes(instructions, program, 0, program.length);
            long load = scope.allocate(ATTRIBUTE_BYTES);
            NativeScope.putInt(load, TYPE_CGROUP_DEVICE);
            NativeScope.putInt(load + 4, program.length / 8);
            NativeScope.putLong(load + 8, instructions);
            NativeScope.putLong(load + 16, scope.string("Apache-2.0"));
            loaded = (int) Sys.call(Call.BPF, "BPF_PROG_LOAD", PROG_LOAD, load, ATTRIBUTE_BYTES);
            long attach = scope.allocate(ATTRIBUTE_BYTES);
            NativeScope.putInt(attach, directory);
            NativeScope.putInt(attach + 4, loaded);
            NativeScope.putInt(attach + 8, ATTACH_CGROUP_DEVICE);
            NativeScope.putInt(attach + 12, ALLOW_MULTI);
            Sys.call(Call.BPF, "BPF_PROG_ATTACH", PROG_ATTACH, attach, ATTRIBUTE_BYTES);
        } finally {
            Descriptors.close(loaded);
            Descriptors.close(directory);
        }
    }

    /** struct bpf_cgroup_dev_ctx: type and access in one word, major, minor. */
    private static List<Instruction> program(List<DeviceRule> rules) {
        List<Instruction> code = new ArrayList<>();
        code.add(new Instruction(LOAD_WORD, TYPE, CONTEXT, 0, 0));
        code.add(new Instruction(AND, TYPE, 0, 0, 0xffff));
        code.add(new Instruction(LOAD_WORD, ACCESS, CONTEXT, 0, 0));
        code.add(new Instruction(SHIFT_RIGHT, ACCESS, 0, 0, 16));
        code.add(new Instruction(LOAD_WORD, MAJOR, CONTEXT, 4, 0));
        code.add(new Instruction(LOAD_WORD, MINOR, CONTEXT, 8, 0));
        for (DeviceRule rule : rules.reversed()) {
            addRule(code, rule);
            if (rule.rule().equals("a")) {
                // Nothing gets past it, and the verifier refuses what can't be reached.
                return code;
            }
        }
        code.add(new Instruction(MOVE_CONSTANT, RESULT, 0, 0, 1));
        code.add(new Instruction(EXIT, 0, 0, 0, 0));
        return code;
    }

    /** Tests that jump past the rule's verdict when it does not match. */
    private static void addRule(List<Instruction> code, DeviceRule rule) {
        List<Instruction> tests = new ArrayList<>();
        String[] parts = rule.rule().split(" ");
        if (!parts[0].equals("a")) {
            tests.add(new Instruction(JUMP_IF_NOT_EQUAL, TYPE, 0, 0, parts[0].equals("b") ? 1 : 2));
            addAccess(tests, rule.allow(), access(parts[2]));
            String[] numbers = parts[1].split(":");
            addNumber(tests, MAJOR, numbers[0]);
            addNumber(tests, MINOR, numbers[1]);
        }
        for (int i = 0; i < tests.size(); i++) {
            Instruction test = tests.get(i);
            boolean jump = test.code() == JUMP_IF_NOT_EQUAL || test.code() == JUMP_IF_EQUAL;
            int pastVerdict = tests.size() - i - 1 + 2;
            code.add(jump ? new Instruction(test.code(), test.target(), 0, pastVerdict, test.constant()) : test);
        }
        code.add(new Instruction(MOVE_CONSTANT, RESULT, 0, 0, rule.allow() ? 1 : 0));
        code.add(new Instruction(EXIT, 0, 0, 0, 0));
    }

    /** A permission must cover all that is asked for, a prohibition any of it. */
    private static void addAccess(List<Instruction> tests, boolean allow, int bits) {
        if (bits == ALL_ACCESS) {
            return;
        }
        tests.add(new Instruction(MOVE, SCRATCH, ACCESS, 0, 0));
        tests.add(new Instruction(AND, SCRATCH, 0, 0, allow ? ALL_ACCESS & ~bits : bits));
        tests.add(new Instruction(allow ? JUMP_IF_NOT_EQUAL : JUMP_IF_EQUAL, SCRATCH, 0, 0, 0));
    }

    private static void addNumber(List<Instruction> tests, int register, String number) {
        if (!number.equals("*")) {
            tests.add(new Instruction(JUMP_IF_NOT_EQUAL, register, 0, 0, Integer.parseInt(number)));
        }
    }

    private static int access(String letters) {
        return (letters.contains("m") ? 1 : 0) | (letters.contains("r") ? 2 : 0) | (letters.contains("w") ? 4 : 0);
    }

    private static byte[] encode(List<Instruction> code) {
        ByteBuffer bytes = ByteBuffer.allocate(code.size() * 8).order(ByteOrder.nativeOrder());
        for (Instruction one : code) {
            bytes.put((byte) one.code())
                    .put((byte) (one.target() | one.source() << 4))
                    .putShort((short) one.offset())
                    .putInt(one.constant());
        }
        return bytes.array();
    }
}
