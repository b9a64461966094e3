/// Looks for a person's texts in bytes that could not be read as anything better.
package enum ByteSearch {
    /// Whether one of the texts, which are in lower case, stands in the bytes; letters of ASCII count in either case.
    ///
    /// A text of digits alone is a number: no digit may stand beside it.
    package static func contains(_ bytes: [UInt8], anyOf texts: [String]) -> Bool {
        texts.contains { text in
            let wanted = Array(text.utf8)
            guard let first = wanted.first, bytes.count >= wanted.count else { return false }
            let isNumber = wanted.allSatisfy(isDigit)
            for start in 0...(bytes.count - wanted.count) where lowered(bytes[start]) == first {
                let end = start + wanted.count
                guard zip(bytes[start..<end], wanted).allSatisfy({ lowered($0) == $1 }) else { continue }
                if !isNumber { return true }
                let isFree = (start == 0 || !isDigit(bytes[start - 1])) && (end == bytes.count || !isDigit(bytes[end]))
                if isFree { return true }
            }
            return false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 32 : byte }
}
