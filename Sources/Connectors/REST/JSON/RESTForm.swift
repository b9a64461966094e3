/// What the body of an answer is, before anything is looked for in it.
enum RESTForm: Sendable, Hashable {
    case json
    case empty
    /// HTML or XML: of a proxy, a login or a maintenance page, and in no case of a JSON API.
    case page
    /// What is no JSON.
    case text

    init(_ body: [UInt8], isJSON: Bool) {
        let content = Self.content(of: body)
        if isJSON {
            self = .json
        } else if content.isEmpty {
            self = .empty
        } else if content.first == UInt8(ascii: "<") {
            self = .page
        } else {
            self = .text
        }
    }

    /// Whether a body is a page, which is seen at its first character.
    static func isPage(_ body: [UInt8]) -> Bool { content(of: body).first == UInt8(ascii: "<") }

    /// So many characters of what an answer is made of are shown.
    static let shownLength = 200

    /// Without white space and a byte order mark in front.
    private static func content(of body: [UInt8]) -> ArraySlice<UInt8> {
        let rest = body.starts(with: [0xEF, 0xBB, 0xBF]) ? body.dropFirst(3) : body[...]
        return rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    }
}
