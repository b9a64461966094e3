/// One record on its way to one destination.
package struct LaneKey: Sendable, Hashable, CustomStringConvertible {
    package var destination: DestinationName
    package var record: RecordKey

    package init(destination: DestinationName, record: RecordKey) {
        self.destination = destination
        self.record = record
    }

    package var description: String { "\(destination)/\(record)" }
}
