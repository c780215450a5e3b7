package io.jcompose.linux.seccomp;

import java.util.List;

/**
 * What a filter shall say to which call.
 *
 * <p>A rule without conditions decides about its call whatever others say, the first of several; else the first whose conditions all hold does.
 * That is how libseccomp, and so docker, reads a profile. Two answers are ENOSYS instead of a refusal, so that C libraries fall back to an older call
 * rather than give up: that to a call younger than any that the rules name, and that to clone3(2), into whose arguments a filter can't look.
 *
 * @param architectures calls through the interface of another one end the process
 * @param otherwise for calls without a rule
 */
public record FilterRules(List<Architecture> architectures, Verdict otherwise, List<Rule> rules) {
    public FilterRules {
        architectures = List.copyOf(architectures);
        rules = List.copyOf(rules);
    }

    /**
     * @param call by its name in the manual; one that no architecture has is left out
     * @param conditions all must hold
     */
    public record Rule(String call, List<Comparison> conditions, Verdict verdict) {
        public Rule {
            conditions = List.copyOf(conditions);
        }
    }

    boolean isDeadly() {
        return otherwise.isDeadly() || rules.stream().map(Rule::verdict).anyMatch(Verdict::isDeadly);
    }

    /** The same, but nobody is killed: the call fails instead. */
    FilterRules harmless(Verdict instead) {
        return new FilterRules(
                architectures,
                otherwise.isDeadly() ? instead : otherwise,
                rules.stream()
                        .map(rule ->
                                rule.verdict().isDeadly() ? new Rule(rule.call(), rule.conditions(), instead) : rule)
                        .toList());
    }
}
