/// Pipedrive, by version 2 of its API: persons and deals.
enum PipedriveDefinition {
    static let text = head + customer + order + mapping

    private static let head = """
        # base_url of the destination: https://COMPANY.pipedrive.com
        title: Pipedrive
        credentials:
          token: the personal API token (Settings > Personal preferences > API)
        auth: { kind: header, headers: { x-api-token: "{credentials.token}" } }
        values: { lists: text }
        probe: { path: /api/v1/users/me, account: data.company_id }
        limits:
          windows: [{ calls: 20, seconds: 2 }]
          pause_seconds: 2
          headers:
            remaining: x-ratelimit-remaining
            reset: x-ratelimit-reset
            daily_remaining: x-daily-requests-left

        errors:
          message: [error, error_info, message]
          rules:
            - { status: 2xx, path: success, equals: "false", then: park }
            - { path: data.is_deleted, equals: "true", then: gone }
            - { status: [400, 404], path: error, contains: person_id, then: parent_gone }

        objects:

        """

    private static let customer = """
          customer:
            object: person
            external_id: shopify_customer_id
            own_fields:
              path: /api/v2/personFields
              query: { limit: "500", cursor: "{cursor}" }
              records: data
              next: additional_data.next_cursor
              label: field_name
              key: field_code
              values: custom_fields
              create: { path: /api/v2/personFields, body: { field_name: "{field}", field_type: "{value}" } }
              types: &types { text: varchar, number: double, boolean: varchar, date: date, datetime: varchar }
            find:
              path: /api/v2/persons/search
              query: { term: "{external_id}", fields: custom_fields, exact_match: "true" }
              records: data.items
              id: item.id
            find_by_email:
              path: /api/v2/persons/search
              query: { term: "{email}", fields: email, exact_match: "true" }
              records: data.items
              id: item.id
            read:
              path: "/api/v2/persons/{id}"
              records: data
              fields: { email: "emails[0].value", phone: "phones[0].value" }
            create:
              path: /api/v2/persons
              id: data.id
              body: &person
                name: "{fields.name}"
                emails: [{ value: "{fields.email}", primary: true, label: work }]
                phones: [{ value: "{fields.phone}", primary: true, label: work }]
                custom_fields: "{own_fields}"
            update: { path: "/api/v2/persons/{id}", body: *person }
            erase: { path: "/api/v2/persons/{id}" }
            # Pipedrive takes no person without a name.
            erased: { name: "(erased)" }


        """

    private static let order = """
          order:
            object: deal
            external_id: shopify_order_id
            own_fields:
              path: /api/v2/dealFields
              query: { limit: "500", cursor: "{cursor}" }
              records: data
              next: additional_data.next_cursor
              label: field_name
              key: field_code
              values: custom_fields
              create: { path: /api/v2/dealFields, body: { field_name: "{field}", field_type: "{value}" } }
              types: *types
            find:
              path: /api/v2/deals/search
              query: { term: "{external_id}", fields: custom_fields, exact_match: "true" }
              records: data.items
              id: item.id
            read: { path: "/api/v2/deals/{id}", records: data }
            create:
              path: /api/v2/deals
              id: data.id
              body: &deal
                title: "{fields.title}"
                value: "{fields.value}"
                currency: "{fields.currency}"
                status: "{fields.status}"
                expected_close_date: "{fields.expected_close_date}"
                person_id: "{parent | number}"
                custom_fields: "{own_fields}"
            update: { path: "/api/v2/deals/{id}", body: *deal }
            erase: { path: "/api/v2/deals/{id}" }


        """

    private static let mapping = """
        mapping:
          customer:
            object: person
            external_id: shopify_customer_id
            fields:
              name:
                adopted: if_empty
                switch:
                  - when: customer.full_name exists
                    value: customer.full_name
                  - when: customer.email exists
                    value: customer.email
                  - value: "Shopify customer"
              email: { value: customer.email, adopted: if_empty }
              phone: { value: "customer.phone | phone: customer.address.country_code", adopted: if_empty }
              shopify_tags: customer.tags
              shopify_orders_count: customer.orders_count
              shopify_customer_url: customer.admin_url
              shopify_sync_origin: { value: sync.origin, write: on_create }

          order:
            object: deal
            external_id: shopify_order_id
            fields:
              title: "Shopify Order {order.name}"
              value: order.total
              currency: order.currency
              status: "order.status | map: {won: won, lost: lost, else: open}"
              expected_close_date: { value: order.processed_at | date, write: on_create }
              shopify_order_name: order.name
              shopify_financial_status: order.financial_status
              shopify_line_summary: order.line_summary
              shopify_order_url: order.admin_url
              shopify_sync_origin: { value: sync.origin, write: on_create }

        """
}
