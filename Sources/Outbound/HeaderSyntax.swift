/// What HTTP allows in a header, checked before the client does, whose error would repeat the value: it may be a secret.
package enum HeaderSyntax {
    private static let nameMarks = Set("!#$%&'*+-.^_`|~".utf8)

    package static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: nameMarks.contains(byte)
                }
            }
    }

    package static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 == UInt8(ascii: "\t") || ($0 >= UInt8(ascii: " ") && $0 != 0x7F) }
    }
}
