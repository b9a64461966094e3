/// A part of a JSON text exactly as it is written, without reading its numbers.
package enum JSONSlice {
    /// The bytes of a member of nested objects; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - path: names from the outermost object on.
    ///   - bytes: a JSON text; what is none gives `nil`, or a part that is none either.
    /// - Returns: the value's bytes.
    package static func value(at path: [String], in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var part = bytes[...]
        for name in path {
            guard let found = member(name, of: part) else { return nil }
            part = found
        }
        return part
    }

    private static func member(_ name: String, of object: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let wanted = Array(name.utf8)
        var place = object.startIndex
        skipSpace(object, &place)
        guard take(UInt8(ascii: "{"), object, &place) else { return nil }
        while true {
            skipSpace(object, &place)
            let start = place
            guard place < object.endIndex, object[place] == UInt8(ascii: "\""), skipValue(object, &place) else {
                return nil
            }
            let key = object[(start + 1)..<(place - 1)]
            skipSpace(object, &place)
            guard take(UInt8(ascii: ":"), object, &place) else { return nil }
            skipSpace(object, &place)
            let begin = place
            guard skipValue(object, &place) else { return nil }
            if key.elementsEqual(wanted) { return object[begin..<place] }
            skipSpace(object, &place)
            guard take(UInt8(ascii: ","), object, &place) else { return nil }
        }
    }

    private static func take(_ byte: UInt8, _ bytes: ArraySlice<UInt8>, _ place: inout Int) -> Bool {
        guard place < bytes.endIndex, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private static func skipSpace(_ bytes: ArraySlice<UInt8>, _ place: inout Int) {
        while place < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    /// Moves behind a value; whether there was one.
    private static func skipValue(_ bytes: ArraySlice<UInt8>, _ place: inout Int) -> Bool {
        var depth = 0
        let start = place
        while place < bytes.endIndex {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                place += 1
                while place < bytes.endIndex, bytes[place] != UInt8(ascii: "\"") {
                    place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
                }
                guard place < bytes.endIndex else { return false }
                place += 1
                if depth == 0 { return true }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                place += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // The end of what holds a bare number or word.
                guard depth > 0 else { return place > start }
                depth -= 1
                place += 1
                if depth == 0 { return true }
            case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
                guard depth > 0 else { return place > start }
                place += 1
            default: place += 1
            }
        }
        return depth == 0 && place > start
    }
}
