#if PostgreSQL
import SQLStore

/// The values of one statement as libpq takes them: pointers into one block of memory.
struct PostgreSQLParameters {
    private let types: [UInt32]
    private let lengths: [Int32]
    private let offsets: [Int?]
    private let memory: [CChar]

    init(_ values: [SQLValue]) {
        var types: [UInt32] = []
        var lengths: [Int32] = []
        var offsets: [Int?] = []
        var memory: [CChar] = []
        for value in values {
            let sent = PostgreSQLValue(value)
            types.append(sent.type)
            lengths.append(Int32(sent.bytes?.count ?? 0))
            offsets.append(sent.bytes == nil ? nil : memory.count)
            // Never empty, so that there is something to point to.
            memory += (sent.bytes ?? []).map { CChar(bitPattern: $0) } + [0]
        }
        (self.types, self.lengths, self.offsets, self.memory) = (types, lengths, offsets, memory)
    }

    /// Hands over count, types, values, lengths and formats.
    func withPointers<Result>(
        _ body: (
            Int32, UnsafePointer<UInt32>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        let formats = [Int32](repeating: 1, count: types.count)
        return memory.withUnsafeBufferPointer { memory in
            let pointers = offsets.map { offset in offset.flatMap { memory.baseAddress?.advanced(by: $0) } }
            return types.withUnsafeBufferPointer { types in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        pointers.withUnsafeBufferPointer { pointers in
                            body(
                                Int32(types.count),
                                types.baseAddress,
                                pointers.baseAddress,
                                lengths.baseAddress,
                                formats.baseAddress
                            )
                        }
                    }
                }
            }
        }
    }
}
#endif
