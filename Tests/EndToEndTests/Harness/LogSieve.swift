/// Finds what in a log is worth a closer look, in one pass over its bytes.
///
/// Looking for each word in each line by itself takes minutes where a server with several CRMs logged all it does.
struct LogSieve {
    private struct Word {
        var text: String
        var bytes: [UInt8]
    }

    /// By their first two bytes.
    private var words = [[Word]](repeating: [], count: 1 << 16)
    /// Words of less than two bytes: always looked for.
    private var short: Set<String> = []

    init(_ forbidden: [String]) {
        for text in Set(forbidden) {
            let bytes = Array(text.utf8)
            if bytes.count < 2 {
                short.insert(text)
            } else {
                words[Self.place(bytes[0], bytes[1])].append(Word(text: text, bytes: bytes))
            }
        }
    }

    /// What a line may hold: an address, and which of the words.
    func suspects(in line: Substring) -> (address: Bool, words: Set<String>) {
        var (address, found) = (false, short)
        let bytes = Array(line.utf8)
        var former: UInt8 = 0
        for (index, byte) in bytes.enumerated() {
            // Also as it stands in a URL.
            if byte == UInt8(ascii: "@") || former == UInt8(ascii: "%") && byte == UInt8(ascii: "4") { address = true }
            for word in words[Self.place(former, byte)] where index > 0 {
                if bytes[(index - 1)...].starts(with: word.bytes) { found.insert(word.text) }
            }
            former = byte
        }
        return (address, found)
    }

    private static func place(_ first: UInt8, _ second: UInt8) -> Int { Int(first) << 8 | Int(second) }
}
