// Runs survey-core over cases from standard input, and says after every step how things stand.
import { readFileSync } from "node:fs";
import { ConditionRunner, ExpressionRunner, Model, settings } from "survey-core";

console.warn = console.error = console.log = () => {}; // what survey-core has to say about documents is not asked for
const now = Date.UTC(2026, 2, 15, 10, 30);

class Clock extends Date {
  constructor(...given) {
    if (given.length) super(...given);
    else super(now);
  }
  static now() {
    return now;
  }
}
globalThis.Date = Clock;

function plain(value) {
  if (value instanceof Date) return { moment: value.toISOString().slice(0, 19) };
  if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
  if (value === undefined) return null;
  return value;
}

function worked({ text, values }) {
  const runner = new ExpressionRunner(text);
  if (!runner.canRun()) return { unreadable: true };
  return { value: plain(runner.runValues(structuredClone(values))), holds: new ConditionRunner(text).runValues(values) };
}

function options(question) {
  const shown = question.visibleChoices ?? [];
  const enabled = (item) => item.isEnabled !== false;
  return shown.map((item) => [item.value, item.text, enabled(item)]);
}

function question(each) {
  return {
    name: each.name,
    title: each.locTitle.renderedHtml,
    value: plain(each.survey.getValue(each.getValueName())),
    comment: each.comment || "",
    required: each.isRequired === true,
    enabled: !each.isReadOnly,
    options: ["checkbox", "radiogroup", "dropdown", "tagbox"].includes(each.getType()) ? options(each) : null,
    rows: each.getType() === "matrix" ? each.visibleRows.map((row) => row.name) : null,
    columns: each.getType() === "matrix" ? each.visibleColumns.map((column) => column.value) : null,
    faults: each.errors.map((error) => error.getErrorType()),
  };
}

function panels(page, found) {
  for (const each of page.elements) {
    if (each.isPanel) {
      // what was wrong before nobody could answer it any more stays written there, and does not count
      if (each.isVisible && !each.isReadOnly) found.push(...each.errors.map((error) => [each.name, error.getErrorType()]));
      panels(each, found);
    }
  }
  return found;
}

function standing(survey) {
  const completed = survey.state === "completed";
  const pages = completed ? [] : survey.visiblePages.map((page) => {
    page.validate(true, false);
    return {
      name: page.name,
      panels: [...page.errors.map((error) => [page.name, error.getErrorType()]), ...panels(page, [])],
      questions: page.questions.filter((each) => each.isVisible && each.isParentVisible).map(question),
    };
  });
  return {
    data: survey.data,
    pages,
    page: completed ? null : survey.currentPage?.name ?? null,
    completed,
    closing: completed ? survey.processedCompletedHtml : null,
  };
}

// Nobody chooses what is not offered; who takes an answer back does it as survey-core's own button does.
function answer(each, value) {
  if (value === null) return each.clearValueFromUI();
  if (["checkbox", "radiogroup", "dropdown", "tagbox"].includes(each.getType())) {
    const offered = each.visibleChoices.filter((item) => each.maxSelectedChoices || item.isEnabled !== false).map((item) => item.value);
    if (![value].flat().every((one) => offered.includes(one))) return;
  }
  if (each.getType() === "matrix") value = ofShown(each, value);
  each.value = value;
}

function ofShown(each, value) {
  const rows = each.visibleRows.map((row) => row.name), columns = each.visibleColumns.map((column) => column.value);
  return Object.fromEntries(Object.entries(value).filter(([row, said]) => rows.includes(row) && columns.includes(said)));
}

function step(survey, { question: name, value, comment, next, back }) {
  if (next) survey.isLastPage ? survey.completeLastPage() : survey.nextPage();
  else if (back) survey.prevPage();
  else if (comment !== undefined) survey.getQuestionByName(name).comment = comment;
  else answer(survey.getQuestionByName(name), value);
  survey.focusingQuestionInfo = undefined; // where a skip leads is shown: drawing the page does this in a browser
  return standing(survey);
}

function asked({ document, given, language, steps }) {
  const survey = new Model(document);
  survey.locale = language;
  if (given) survey.data = given;
  return [standing(survey), ...steps.map((each) => step(survey, each))];
}

settings.showModal = undefined;
const { expressions = [], surveys = [] } = JSON.parse(readFileSync(0, "utf8"));
const attempt = (run) => (each) => {
  try {
    return run(each);
  } catch (error) {
    return { failed: String(error.stack) };
  }
};
process.stdout.write(JSON.stringify({ expressions: expressions.map(attempt(worked)), surveys: surveys.map(attempt(asked)) }));
