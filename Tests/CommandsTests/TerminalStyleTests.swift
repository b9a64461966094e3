import Foundation
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
        #expect(TerminalText.shown(style.good("well"), style: style) == (isOn ? "\u{1B}[32mwell\u{1B}[0m" : "well"))
    }

    @Test func eachToneHasItsColourAndNothingHasNone() {
        let style = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm"])
        #expect(style.toned("x", .busy) == style.busy("x") && style.toned("x", .bad) == style.bad("x"))
        #expect(Set([style.good("x"), style.busy("x"), style.bad("x")]).count == 3)
        #expect(style.bad("").isEmpty && TerminalStyle.plain.bad("x") == "x")
    }

    /// U+FDD0 and those after it, which mean nothing to anybody and have no literal.
    private static func mark(_ last: UInt8) -> String { String(decoding: [0xEF, 0xB7, last], as: UTF8.self) }

    @Test(arguments: [
        ("Eve\u{1B}[31mRED\u{1B}]0;pwn\u{7}", "Eve[31mRED]0;pwn"), ("a\u{9B}2Jb\u{202E}c\u{2028}", "a2Jbc"),
        ("two\nlines\tstay\r", "two\nlines\tstay"), ("Zoë 王 می\u{200C}خواهم", "Zoë 王 می\u{200C}خواهم"),
        (mark(0x91) + "not ours" + mark(0x90), "not ours"),
    ])
    func noTextSteersTheTerminal(_ text: String, _ shown: String) {
        #expect(TerminalText.shown(text, style: .plain) == shown)
        let style = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm"])
        if !text.contains(Self.mark(0x91)) {
            #expect(TerminalText.shown(style.bad(text), style: style) == "\u{1B}[31m" + shown + "\u{1B}[0m")
        }
    }

    @Test func aCellStaysOneLine() {
        #expect(Output.rows([["a\nb", "\u{1B}[2Kc"]]) == ["  a b  [2Kc"])
    }

    @Test func jsonSteersNothingAndKeepsItsValues() throws {
        let text = ["\u{9B}31m\u{202E}\u{E0041}\u{7F}\u{1B}", "plain\nvalue"]
        let json = String(decoding: try Output.encoder.encode(text), as: UTF8.self)
        let shown = TerminalText.escaped(json)
        #expect(shown.unicodeScalars.allSatisfy { $0 == "\n" || ($0.isASCII && $0.value >= 32 && $0.value < 127) })
        #expect(try JSONDecoder().decode([String].self, from: Data(shown.utf8)) == text)
    }

    @Test func aDumbTerminalIsNotDrawnUpon() {
        #expect(!TerminalStyle(isTerminal: true, environment: ["TERM": "dumb"]).canMove)
        #expect(TerminalStyle(isTerminal: true, environment: ["TERM": "xterm", "NO_COLOR": "1"]).canMove)
    }
}
