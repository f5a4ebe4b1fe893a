"""The English word lists of the symbolic reader, as data: which words carry little, agree, or contradict."""


def words(text: str) -> tuple[str, ...]:
    """The words of a list, in order."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """The words of a list, for look-ups."""
    return frozenset(text.split())


STOP = word_set(
    """a an the this that these those there here it its itself he him his himself she her hers herself they them
    their theirs we us our you your i me my who whom whose which what where when while how why and or but nor so
    as at by for from in into of off on onto to with within without upon via per be is are was were been being
    am do does did doing done has have had having can could may might must shall should will would not no nor
    n't s t 's than then if although though because since until unless about above below over under after before
    between through during against among around also just only even very too such own same both each all any
    some other another more most less least fewer few many much well up out down again further once ever yet
    still already now currently one today recently according including include includes included due however"""
)
"""Words that are no terms. Comparisons, negations and modals among them are read elsewhere."""

LIGHT = word_set(
    """make become get give take go come hold use call name know show say state describe consider find see keep put
    receive contain consist feature play serve appear seem number total amount part time year day month week
    people person thing way kind type group example case member first new old good big great several various
    different certain main film movie game song album book series show company country city world event fact
    mention regard list relate involve base reach place start begin plus roughly approximately announce report
    tell claim exactly last late early next following actual actually overall former current prior previous
    around nearly almost close million billion thousand hundred ai"""
)
"""Words so common that finding them says little and missing them costs little."""

SYNONYMS = """acquire buy purchase takeover buyout
complete finish conclude finalise finalize
release launch publish issue unveil debut premiere
die kill dead fatality
win beat defeat victory
locate situate sit site base
install deploy
operate run manage
client customer
employee staff worker workforce people
revenue turnover
earn gross make collect
film movie picture
worldwide global globally international internationally
coronavirus covid corona
review reviewer critic
approval rating rate score
recover recovery recuperate
confirm verify
inhabitant resident population
begin start commence
child kid
father dad
mother mom mum
husband spouse wife marry
appoint name hire
resign quit
company firm business
datacentre datacenter
cost price
actor actress
build construct erect
find found establish create
author write
sing singer vocalist
song single track
album record
perform act star portray play
football soccer
show series programme program
suspend block halt pause
specialise specialist
chip processor semiconductor
lead leading leader top
provider vendor supplier
technique method
fall drop decline decrease reduce
rise increase climb grow
big large huge
biggest largest
car automobile vehicle
close shut
country nation
war conflict
pretrain train
foreign overseas abroad
field area sector
get receive obtain gain
study research
air broadcast
match game
championship title
stadium arena
mixed average
negative unfavourable unfavorable poor
positive favourable favorable
praise acclaim
pan criticise criticize
disease illness virus
need require
help assist aid
main primary
usual typical general
live reside
copy unit
""".strip().splitlines()
"""Words that may stand for one another; the first of a line names the group. A word joins its first line only."""

ANTONYMS = """rise fall
open close
win lose
accept reject
approve reject
allow ban
allow forbid
arrive leave
begin end
start stop
best worst
better worse
big small
biggest smallest
largest smallest
highest lowest
positive negative
positive mixed
negative mixed
favourable unfavourable
male female
man woman
father mother
brother sister
son daughter
husband wife
north south
east west
northern southern
eastern western
public private
alive dead
marry divorce
guilty innocent
acquit convict
succeed fail
success failure
profit loss
major minor
first last
oldest youngest
older younger
early late
always never
love hate
same different
true false
predict unpredict
join leave
hire fire
appoint dismiss
domestic foreign
home away
left right
cheap expensive
strong weak
fast slow
long short
attack defend
increase decrease
import export
praise criticise
praise pan
acclaim pan
single married
resume suspend
restore suspend
exclude include
maximum minimum
optional mandatory
legal illegal
""".strip().splitlines()
"""Pairs that cannot both hold of one thing at one time."""

CLASSIFIERS = word_set(
    """supercomputer computer machine system company group firm corporation film movie album song band single book
    novel magazine newspaper city town village river lake county province state university college club team
    platform app software website game series show channel album hurricane storm"""
)
"""Nouns that right after a name only say what kind of thing it is."""

COMMON_ACRONYMS = word_set("""AI IT TV CEO PC GDP EBITDA HIV DNA UFO VIP CEOs PCs""")
"""Capitals that are words and not names."""

SUPERLATIVES = word_set("""largest biggest highest tallest best leading longest oldest richest smallest lowest""")
"""Words that rank first by themselves, and otherwise as the ordinal before them says ("second largest")."""

DEMONYMS = {
    "french": "france", "german": "germany", "spanish": "spain", "dutch": "netherlands", "danish": "denmark",
    "swedish": "sweden", "british": "britain", "english": "england", "polish": "poland", "greek": "greece",
    "irish": "ireland", "swiss": "switzerland", "turkish": "turkey", "welsh": "wales", "scottish": "scotland",
    "american": "usa", "us": "usa", "u.s": "usa", "finnish": "finland", "portuguese": "portugal",
    "european": "europe", "moroccan": "morocco", "chinese": "china", "japanese": "japan", "italian": "italy",
}  # fmt: skip
"""Names of peoples whose country is not reached by cutting an ending."""
