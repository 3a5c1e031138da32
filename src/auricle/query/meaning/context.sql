-- What the context of an event says, each in a column. `events` has context, user_agent, country and language.
WITH read AS (
  SELECT * EXCLUDE (context),
    from_json(context, '{
      "userAgent": "VARCHAR", "locale": "VARCHAR", "device": {"type": "VARCHAR"}, "os": {"name": "VARCHAR"},
      "page": {"url": "VARCHAR", "search": "VARCHAR", "referrer": "VARCHAR"},
      "campaign": {"name": "VARCHAR", "source": "VARCHAR", "medium": "VARCHAR", "term": "VARCHAR", "content": "VARCHAR"}
    }') AS said,
    -- addresses are not kept; traits are the customer's, not the event's; the user agent is told below
    CASE WHEN regexp_matches(context, '"(ip|traits|userAgent|userAgentData)"') THEN json_merge_patch(
      context, '{"ip": null, "traits": null, "userAgent": null, "userAgentData": null}'
    ) ELSE context END AS context
  FROM events
), parts AS (
  SELECT * EXCLUDE (user_agent, said, country, language),
    coalesce(said.userAgent, user_agent) AS agent,
    coalesce(said.page.search, said.page.url, '') AS url,
    CASE WHEN lower(said.device.type) IN ('ios', 'android') THEN 'mobile' END AS device_said,
    said.os.name AS os_said,
    CASE WHEN regexp_matches(country, '^[A-Za-z]{2}$') THEN upper(country) END AS country,
    coalesce(said.locale, nullif(regexp_extract(language, '^[A-Za-z-]+'), '')) AS language,
    split_part(split_part(lower(said.page.referrer), '/', 3), ':', 1) AS came_from,
    split_part(split_part(lower(said.page.url), '/', 3), ':', 1) AS host,
    said.campaign.name AS campaign, said.campaign.source AS utm_source, said.campaign.medium AS utm_medium, said.campaign.term AS utm_term, said.campaign.content AS utm_content
  FROM read
)
SELECT * EXCLUDE (url, came_from, host, campaign, utm_source, utm_medium, utm_term, utm_content),
  CASE WHEN came_from IS DISTINCT FROM host THEN nullif(came_from, '') END AS referrer,
  CASE WHEN campaign IS NOT NULL OR NOT contains(url, 'utm_') THEN campaign
    ELSE decoded(regexp_extract(url, '[?&]utm_campaign=([^&#]*)', 1)) END AS campaign,
  CASE WHEN utm_source IS NOT NULL OR NOT contains(url, 'utm_') THEN utm_source
    ELSE decoded(regexp_extract(url, '[?&]utm_source=([^&#]*)', 1)) END AS utm_source,
  CASE WHEN utm_medium IS NOT NULL OR NOT contains(url, 'utm_') THEN utm_medium
    ELSE decoded(regexp_extract(url, '[?&]utm_medium=([^&#]*)', 1)) END AS utm_medium,
  CASE WHEN utm_term IS NOT NULL OR NOT contains(url, 'utm_') THEN utm_term
    ELSE decoded(regexp_extract(url, '[?&]utm_term=([^&#]*)', 1)) END AS utm_term,
  CASE WHEN utm_content IS NOT NULL OR NOT contains(url, 'utm_') THEN utm_content
    ELSE decoded(regexp_extract(url, '[?&]utm_content=([^&#]*)', 1)) END AS utm_content
FROM parts
