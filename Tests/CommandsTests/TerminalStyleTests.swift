import Testing

@testable import Commands

@Suite struct TerminalStyleTests {
    @Test(arguments: [
        (true, ["TERM": "xterm-256color"], true), (true, ["TERM": "xterm", "NO_COLOR": ""], true),
        (true, ["TERM": "xterm", "NO_COLOR": "1"], false), (true, ["TERM": "xterm", "NO_COLOR": "0"], false),
        (true, ["TERM": "dumb"], false), (true, [:], false), (false, ["TERM": "xterm"], false),
    ])
    func coloursStandOnATerminalThatWantsThem(_ isTerminal: Bool, _ environment: [String: String], _ isOn: Bool) {
        let style = TerminalStyle(isTerminal: isTerminal, environment: environment)
        #expect(style.isOn == isOn)
        #expect(style.good("well") == (isOn ? "\u{1B}[32mwell\u{1B}[0m" : "well"))
    }

    @Test func eachToneHasItsColourAndNothingHasNone() {
        let style = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm"])
        #expect(style.toned("x", .busy) == style.busy("x") && style.toned("x", .bad) == style.bad("x"))
        #expect(Set([style.good("x"), style.busy("x"), style.bad("x")]).count == 3)
        #expect(style.bad("").isEmpty && TerminalStyle.plain.bad("x") == "x")
    }
}
