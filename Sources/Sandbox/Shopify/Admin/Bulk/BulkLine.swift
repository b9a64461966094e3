/// How a bulk result writes an object: one line, every slash escaped.
enum BulkLine {
    static func bytes(of json: SandboxJSON) -> [UInt8] {
        var line: [UInt8] = []
        for byte in json.bytes {
            if byte == UInt8(ascii: "/") { line.append(UInt8(ascii: "\\")) }
            line.append(byte)
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }
}
