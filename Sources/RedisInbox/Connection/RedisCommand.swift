#if RedisStreams
import NIOCore

/// A command with its arguments, as bytes.
package struct RedisCommand: Sendable, Hashable, ExpressibleByArrayLiteral {
    package var arguments: [[UInt8]]

    package init(arrayLiteral elements: String...) {
        arguments = elements.map { Array($0.utf8) }
    }

    package init(_ words: [String]) {
        arguments = words.map { Array($0.utf8) }
    }

    package mutating func append(_ word: String) { arguments.append(Array(word.utf8)) }

    package mutating func append(_ bytes: [UInt8]) { arguments.append(bytes) }

    /// About what it takes on the wire.
    var size: Int { arguments.reduce(16) { $0 + $1.count + 16 } }

    func write(to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: size)
        buffer.writeString("*\(arguments.count)\r\n")
        for argument in arguments {
            buffer.writeString("$\(argument.count)\r\n")
            buffer.writeBytes(argument)
            buffer.writeString("\r\n")
        }
    }
}
#endif
