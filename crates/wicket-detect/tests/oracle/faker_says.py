"""Records of made-up people in many countries' names: prints a JSON line `{"locale", "text", "person", "city"}` for each.

Installs python Faker into a cache folder where the interpreter does not have it, never into the repository.
"""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

VERSION = "40.54.0"

LOCALES = """en_US en_GB en_IN de_DE de_AT de_CH fr_FR es_ES es_MX it_IT pt_BR pt_PT nl_NL pl_PL cs_CZ sk_SK hu_HU ro_RO
hr_HR sl_SI sv_SE da_DK no_NO fi_FI et_EE lt_LT tr_TR id_ID ru_RU uk_UA bg_BG el_GR""".split()
FORMS = [
    "Name: {person}\nCity: {city}\nStatus: open",
    '{{"full_name": "{person}", "city": "{city}", "id": 17}}',
    "id,name,city\n1,{person},{city}\n",
    "Please ask {person} to send the invoice to our office in {city}.",
    "Best regards,\n{person}\n",
    "The patient {person} was admitted yesterday.",
]
PER_LOCALE = 60


def oracle():
    try:
        return importlib.import_module("faker")
    except ImportError:
        pass
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "wicketgate" / "clients" / f"faker-{VERSION}"
    if not (folder / "faker").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
            # A bare interpreter has no pip, but a virtual environment brings one.
            home = folder.with_suffix(".venv")
            subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True, stdout=sys.stderr)
            pip[0] = home / "bin" / "python"
        subprocess.run([*pip, "--target", folder, f"Faker=={VERSION}"], check=True, stdout=sys.stderr)
    sys.path.insert(0, str(folder))
    return importlib.import_module("faker")


def main():
    faker = oracle()
    for locale in LOCALES:
        made = faker.Faker(locale)
        made.seed_instance(7)
        for at in range(PER_LOCALE):
            person = f"{made.first_name()} {made.last_name()}"
            city = made.city()
            text = FORMS[at % len(FORMS)].format(person=person, city=city)
            print(json.dumps({"locale": locale, "text": text, "person": person, "city": city if city in text else ""}))


if __name__ == "__main__":
    main()
