extension FilterCatalogue {
    static let times: [MappingFilter] = [
        MappingFilter(
            "date",
            taking: "FORMAT",
            on: [.datetime, .date, .text],
            "The day in the time's own zone; with a format of YYYY, MM, DD, HH, mm, ss a text. Text that does not begin with a day such as 2026-01-31 clears the field.",
            example: "order.processed_at | date: DD.MM.YYYY"
        ) { call throws(ExpressionMistake) in
            try call.takes(0...1)
            guard !call.arguments.isEmpty else {
                return .each(.date) { value, _ in value.asDay.map { .day($0) } ?? .clear }
            }
            let pattern = try call.text(0)
            guard let format = DayFormat(pattern) else {
                throw ExpressionMistake(
                    call.arguments[0].offset,
                    "\"\(pattern)\" is not a date format",
                    fix: "use YYYY, MM, DD, HH, mm and ss, such as \(DayFormat.example)"
                )
            }
            guard !format.hasTime || call.input != .date else {
                throw ExpressionMistake(call.arguments[0].offset, "a day has no time of day to format")
            }
            return .each(.text) { value, _ in
                if case .instant(let time) = value { return .text(format.format(time.description)) }
                if let time = WrittenTime(value.text)?.time { return .text(format.format(time.description)) }
                return value.asDay.map { .text(format.format($0)) } ?? .clear
            }
        },
        MappingFilter(
            "datetime",
            on: [.datetime, .text],
            "A text such as 2026-01-31T09:30:00+01:00 as a time; any other, also one without a zone, clears the field.",
            example: "order.note_attributes.delivery | datetime"
        ) { call throws(ExpressionMistake) in
            try call.takesNothing()
            return .each(.datetime) { value, _ in
                guard case .text(let text) = value else { return value }
                guard let written = WrittenTime(text), written.hasZone else { return .clear }
                return .instant(written.time)
            }
        },
    ]
}

extension MappedValue {
    /// The calendar day, in a time's own zone.
    var asDay: String? {
        switch self {
        case .instant(let time): time.day
        case .day(let day): day
        case .text(let text):
            WrittenTime(text)?.time.day ?? Timestamp(FilterCatalogue.trimmed(text) + "T00:00:00Z")?.day
        default: nil
        }
    }
}
