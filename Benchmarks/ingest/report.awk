# Reads the lines of ./run (name=value pairs, one line a measurement) and prints a table, or JSON with -v json=yes.
# Medians over the rounds; a ratio is the median of the ratios within each round. Fails if an answer was not 200.

function sorted_middle(values, count,    i, j, held) {
    for (i = 2; i <= count; i++) {
        held = values[i]
        for (j = i - 1; j >= 1 && values[j] > held; j--) values[j + 1] = values[j]
        values[j + 1] = held
    }
    return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
}

function median(name, target,    round, values) {
    for (round = 1; round <= rounds; round++) values[round] = seen[name, target, round] + 0
    return sorted_middle(values, rounds)
}

function ratio(above, below,    round, values) {
    for (round = 1; round <= rounds; round++) values[round] = seen["rate", above, round] / seen["rate", below, round]
    return sorted_middle(values, rounds)
}

function rates(target, separator,    round, text) {
    for (round = 1; round <= rounds; round++)
        text = text (round > 1 ? separator : "") sprintf("%.0f", seen["rate", target, round])
    return text
}

function has(target) { return (("rate", target, 1) in seen) }

function print_ratio(above, below, bar) {
    if (has(above) && has(below)) printf "%s/%s  %.2f%s\n", above, below, ratio(above, below), bar
}

function json_ratio(above, below) {
    return has(above) && has(below) ? sprintf("%.3f", ratio(above, below)) : "null"
}

BEGIN {
    text["a"] = "Express + Redis, fsync always"
    text["b"] = "sluice receiver, nothing stored"
    text["c"] = "sluice receiver, durable"
    text["d"] = "sluice, whole server, durable"
}

{
    for (i = 1; i <= NF; i++) {
        split($i, pair, "=")
        value[pair[1]] = pair[2]
    }
    round = value["round"]
    target = value["target"]
    if (round > rounds) rounds = round
    if (!(target in errors)) order[++targets] = target
    seen["rate", target, round] = value["requests"] * 1000000 / value["microseconds"]
    seen["p50", target, round] = value["p50"] / 1000
    seen["p99", target, round] = value["p99"] / 1000
    seen["megabytes", target, round] = value["megabytes"]
    errors[target] += value["status_errors"] + value["socket_errors"]
    failures += value["status_errors"] + value["socket_errors"]
    body = value["body"]
}

END {
    if (json) {
        printf "{\"connections\": %d, \"seconds\": %d, \"rounds\": %d, \"body_bytes\": %d, \"targets\": {", connections, seconds, rounds, body
        for (i = 1; i <= targets; i++) {
            t = order[i]
            printf "%s\n  \"%s\": {\"what\": \"%s\", \"rates\": [%s], \"rate\": %.0f, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"resident_mb\": %.1f, \"not_200\": %d}", \
                (i > 1 ? "," : ""), t, text[t], rates(t, ", "), median("rate", t), median("p50", t), median("p99", t), median("megabytes", t), errors[t]
        }
        printf "\n}, \"ratios\": {\"c/a\": %s, \"c/b\": %s, \"d/a\": %s}}\n", json_ratio("c", "a"), json_ratio("c", "b"), json_ratio("d", "a")
    } else {
        printf "%d-byte signed orders, %d connections, %d rounds of %d s; medians\n\n", body, connections, rounds, seconds
        printf "%-36s %10s %9s %9s %7s %8s   %s\n", "", "accepted/s", "p50 ms", "p99 ms", "MB", "not 200", "each round"
        for (i = 1; i <= targets; i++) {
            t = order[i]
            printf "%s  %-33s %10.0f %9.2f %9.2f %7.1f %8d   %s\n", t, text[t], median("rate", t), median("p50", t), median("p99", t), \
                median("megabytes", t), errors[t], rates(t, " ")
        }
        print ""
        print_ratio("c", "a", "  (at least 3)")
        print_ratio("c", "b", "  (at least 0.5)")
        print_ratio("d", "a", "")
        if (has("c")) printf "p99 of c  %.2f ms  (at most 10)\n", median("p99", "c")
    }
    exit failures > 0
}
