import FoundationEssentials
import Sandbox
import SyncModel
import Testing

/// What holds of every expression, whatever a person types and whatever a record holds.
@Suite struct MappingPropertyTests {
    private static let pieces = [
        "order.", "customer.", "line.", "store.", "name", "total", "email", "lines.sku", "metafields.custom.tier",
        "note_attributes.'a b'", " | ", "|", ": ", ",", "map: {a: b, else: c}", "truncate: 3", "join: ','", "date",
        "date: DD.MM.YYYY", "phone: DE", "first", "sum", "items", "member: a", "default: 'x'", "number", "money: 2",
        "(", ")", "{", "}", "{{", "}}", "[", "]", "'", "\"", "\\", "==", "!=", "<=", "in ['a', 'b']", "not ", "and ",
        "or ", "exists", "contains ", "null", "true", "-1.50", "0", "2026-01-02", " ", "\n", "\t", "ü", "🍵", "\u{0}",
        "e\u{301}", "-", ".", "_", "$app", "#", "%", "😀😀",
    ]

    private static func text(_ chance: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...12, using: &chance)).map { _ in pieces.randomElement(using: &chance) ?? "" }.joined()
    }

    /// A record with texts of all kinds in it.
    private static func input(_ chance: inout SeededGenerator) -> MappingInput {
        let order = Sample.order { details in
            details.name = .value(text(&chance))
            details.note = [.absent, .null, .value(text(&chance))].randomElement(using: &chance) ?? .absent
            details.tags = .value([text(&chance), text(&chance)])
            details.noteAttributes = .value([NameValue(name: "a b", value: text(&chance))])
            details.currentTotal = .value(Decimal(Int.random(in: -9_999...9_999, using: &chance)) / 100)
            details.lines = [.absent, .null, .value([]), details.lines].randomElement(using: &chance) ?? .absent
        }
        return Sample.input(order: order, customer: Bool.random(using: &chance) ? Sample.customer() : nil)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func randomTextIsRefusedOrRuns(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        var compiled = 0
        for _ in 0..<800 {
            let text = Self.text(&chance)
            let isQuoted = Bool.random(using: &chance)
            let value = isQuoted ? DocumentNode.quoted(text) : .plain(text)
            let section = DocumentNode.map([
                "object": .plain("deal"), "when": Bool.random(using: &chance) ? .plain(text) : .plain("not order.test"),
                "fields": .map(["x": value]),
            ])
            do throws(DocumentProblems) {
                let mapping = try MappingCompiler().compile(.map(["order": section]))
                compiled += 1
                for _ in 0..<3 { _ = try? mapping.map(Self.input(&chance)) }
            } catch {
                // Every mistake stands somewhere in the text, and says something.
                for problem in error.problems {
                    #expect(problem.mark.line == 1 && problem.mark.column >= 1)
                    #expect(problem.mark.column <= text.unicodeScalars.count + 3)
                    #expect(!problem.message.isEmpty)
                }
            }
        }
        #expect(compiled > 0)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func textInQuotesComesOutAsItWentIn(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let text = Self.text(&chance) + "x"
            let escaped = text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
                .split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
            #expect(try orderValue(.plain("'\(escaped)'")) == .text(text))
            let braced = text.split(separator: "{", omittingEmptySubsequences: false).joined(separator: "{{")
                .split(separator: "}", omittingEmptySubsequences: false).joined(separator: "}}")
            // Behind a placeholder nothing but a template is meant; what names a source field is refused, and never sent.
            let template = DocumentNode.quoted("{order.currency}\(braced)")
            if let told = mistakes(template).first {
                #expect(told.contains("would be sent as it stands") || told.contains("with one brace"), "\(told)")
                continue
            }
            #expect(try orderValue(template) == .text("EUR" + text))
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func filtersKeepTheirWord(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        func value(_ expression: String, _ order: OrderRecord) throws -> MappedValue? {
            try orderValue(.plain(expression), order)
        }
        for _ in 0..<100 {
            let text = Self.text(&chance) + "x"
            let order = Sample.order { $0.note = .value(text) }
            let limit = Int.random(in: 1...20, using: &chance)
            let cut = try #require(try value("order.note | truncate: \(limit)", order)?.text)
            #expect(cut.count <= limit && (cut == text || cut.hasSuffix("…")))
            let trimmed = try value("order.note | trim", order)
            #expect(try value("order.note | trim | trim", order) == trimmed)
            #expect(try value("order.note | upper | upper", order) == value("order.note | upper", order))
            // What was split and joined again lacks only what is blank.
            let parts = try value("order.note | split: ',' | join: ','", order)
            #expect(try value("order.note | split: ',' | join: ',' | split: ',' | join: ','", order) == parts)
        }
        for _ in 0..<200 {
            let digits = (0..<Int.random(in: 5...16, using: &chance)).map { _ in
                ["0", "1", "4", "49", "7", " ", "-", "(0)", "+", "00"].randomElement(using: &chance) ?? ""
            }.joined()
            guard case let phone? = try value("order.note | phone: DE", Sample.order { $0.note = .value(digits) }),
                phone != .clear
            else { continue }
            #expect(try value("order.note | phone: DE", Sample.order { $0.note = .value(phone.text) }) == phone)
        }
        for _ in 0..<100 {
            let amount = Decimal(Int.random(in: -99_999...99_999, using: &chance)) / 1_000
            let order = Sample.order { $0.currentTotal = .value(amount) }
            let money = try value("order.total | money: 3", order)?.text
            #expect(money.flatMap { Decimal(string: $0) } == amount)
            #expect(try value("order.total | text | number | round: 9 | equals: order.total", order) == .boolean(true))
        }
    }

    @Test func aListIsTheSameWhereverItIsTakenApart() throws {
        let order = Sample.order {
            $0.lines = .value(
                (1...30).map {
                    OrderLine(id: $0, title: "T\($0 % 4)", quantity: $0, currentQuantity: $0 % 3, unitPrice: 5)
                }
            )
        }
        let kept = (1...30).filter { $0 % 3 > 0 }
        #expect(try orderValue(.plain("order.lines.title | count"), order) == .integer(Int64(kept.count)))
        #expect(
            try orderValue(.plain("order.lines.quantity | sum"), order)?.text
                == String(kept.map { $0 % 3 }.reduce(0, +))
        )
        #expect(try orderValue(.plain("order.quantity"), order)?.text == String(kept.map { $0 % 3 }.reduce(0, +)))
        #expect(try orderValue(.plain("order.lines.title | unique | count"), order) == .integer(4))
        #expect(
            mistakes(.plain("order.lines.title | sum")) == [
                "m.yaml:1:21: \"sum\" works on a list of numbers, not on a list of text (such as order.lines.quantity)"
            ]
        )
    }
}
