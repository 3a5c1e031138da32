-- A part of a query string as text; what is not UTF-8 stays as it was written, for decoding it would fail the batch.
CREATE TEMP MACRO decoded(part) AS CASE
  WHEN part = '' THEN NULL
  WHEN NOT contains(part, '%') THEN replace(part, '+', ' ')
  WHEN regexp_full_match(upper(part), '([^%]|%[0-7][0-9A-F]|%(C[2-9A-F]|D[0-9A-F])%[89AB][0-9A-F]|%E0%[AB][0-9A-F]%[89AB][0-9A-F]|%(E[1-9ABCEF](%[89AB][0-9A-F]){2})|%ED%[89][0-9A-F]%[89AB][0-9A-F]|%F0%[9AB][0-9A-F](%[89AB][0-9A-F]){2}|%F[123](%[89AB][0-9A-F]){3}|%F4%8[0-9A-F](%[89AB][0-9A-F]){2})*')
    THEN url_decode(replace(part, '+', ' '))
  ELSE part
END
