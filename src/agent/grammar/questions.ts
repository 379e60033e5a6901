/** English questions that no rule knows: what they are about decides who answers them. */
import { type Token, textOf } from "../language/tokens.js";

const ASKS =
  /^(?:(?:so|and|hey|hi|ok|okay|but|um|well|please|,|wait|hello|quick question|question) )*(?:what|what's|whats|which|who|who's|whose|where|where's|wheres|when|why|why's|how|is|are|am|was|were|do|does|did|has|have|will|would it|should i|am i|any)\b/;
/** What was made here, or with it. */
const OWN =
  /\b(?:my|the|our|this) (?:\w+ )?(?:export|render|file|video|clip|movie|project|edit|edits|result|music|title|captions|subtitles|logo|timeline|download|changes?)\b|\b(?:we|you) (?:just )?(?:do|did|done|change|changed|have|made|make|cut|doing)\b|\b(?:so far|progress|finished|done|ready|rendering|exporting)\b/;
/** What is to be seen or heard in the film. */
const SEEN =
  /^(?:(?:so|and|hey|hi|ok|,) )*(?:who|who's|whose)\b|\b(?:in|on|at|from) (?:this|the|my) (?:video|clip|picture|shot|scene|footage|frame|background|film)\b|\b(?:he|she|they|him|her|them) (?:say|saying|doing|wear|wearing|talking|look)\b|\bwhat (?:is|are|does|did|'s) (?:he|she|they|the (?:man|woman|guy|girl|boy|dog|cat|person|people|speaker|kid|baby))\b|\b(?:breed|brand|colou?r of|name of (?:the|this|that))\b/;

/** Who answers: what the picture shows is not known here, how it stands is told, and the rest is help. */
export function questionAbout(tokens: readonly Token[]): "picture" | "status" | "help" | undefined {
  const text = textOf(tokens);
  if (!ASKS.test(text)) return undefined;
  if (SEEN.test(text)) return "picture";
  if (/\byou (?:take|support|accept|handle|read|open|use|work|need)\b/.test(text)) return "help";
  if (
    /\b(?:where|where's|is|are|has|have|did|when|what|what's|which|how)\b/.test(text) &&
    OWN.test(text) &&
    !/\b(?:can|could|do) (?:i|you|it)\b/.test(text)
  )
    return "status";
  return "help";
}

/** «did you add the captions already?», «is it exporting?», «is there music on it?»: how it stands is asked for. */
export function asksHowItStands(tokens: readonly Token[]): boolean {
  return HOW_IT_STANDS.test(textOf(tokens));
}
const HOW_IT_STANDS =
  /^(?:(?:so|and|hey|hi|ok|okay|but|um|well|,|wait|hello) )*(?:(?:did|has|hasn't|didn't) (?:you|we|i|it|that|this|the|my|everything|all)\b|(?:have|haven't) (?:you|we|i|they|all|the (?:edits|changes|clips))\b|(?:is|are|was) (?:it|you|that|the (?:video|export|render|file|clip)|my (?:video|export|render|file|clip)) (?:still |already |now |currently |almost |nearly )*(?:exporting|rendering|processing|working|saving|running|going|done|finished|ready|complete|stuck|frozen|uploading|saved|exported|rendered)\b|is there (?:any |already |still |a |an |some )*(?:music|captions?|subtitles|title|text|sound|audio|logo|transition|fade)s? (?:on|in|at|over)\b|(?:can|could) you (?:check|see|tell me|confirm) (?:if|whether|when)\b|how (?:big|long|large|many)(?:'s| is| will| are)\b.*\b(?:video|export|file|clip|clips|be|it|result)\b|where did (?:we|i)\b|what(?:'s| is|s) the (?!max|maximum|biggest|longest|largest|limit|difference|best)(?:\w+ )?(?:length|duration|size|resolution|frame rate|fps|aspect ratio|format|status|progress|state)\b|how many (?:seconds|minutes|clips|titles) (?:is|are|do|does|have)\b|what(?:'s|s| is) (?:happening|going on)\b(?! in\b)|what's left\b|what is left\b|what did (?:i|we) (?:ask|do|say|request|change)\b|what have (?:i|we)\b)/;

/** Whether all of it is one question for a fact: «what size is the video?», not «what about a title?». */
export function isPlainQuestion(tokens: readonly Token[]): boolean {
  const text = textOf(tokens);
  if (!/^(?:(?:so|and|hey|hi|ok) )*(?:what|what's|which|where|where's)\b(?! (?:about|if|i want|i need|i'd))/.test(text))
    return false;
  const stop = tokens.findIndex((token) => token.isStop === true);
  return stop < 0 || tokens.slice(stop).every((token) => token.isStop === true) || /\?\s*$/.test(text);
}
