"""`manage.py demo`: run by bin/demo, which prepares its environment."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demo.screen import Screen
from demo.show import ProcessEnded, StoryBroken, show
from demo.story import STORY, Story


class Command(BaseCommand):
    help = "Shows the tracker at work on invented news. Start it with bin/demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="tell the story to its end and check every step")
        parser.add_argument("--story", type=Path, default=STORY, help="another story (a JSON file)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            show(Story.read(options["story"]), Screen(), once=options["once"])
        except (StoryBroken, ProcessEnded) as broken:
            raise SystemExit(f"demo: {broken}") from broken
        except KeyboardInterrupt:
            if options["once"]:
                raise SystemExit("demo: stopped before its end.") from None
            self.stdout.write("\nStopped, with every process it started.")
